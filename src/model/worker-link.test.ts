import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerLink } from './worker-link';
import type { WorkerReply, WorkerRequest } from './worker-messages';

/** A worker whose answers the test gives. */
class FakeWorker {
  readonly requests: WorkerRequest[] = [];
  terminated = false;
  onmessage: ((event: { data: WorkerReply }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  postMessage(request: WorkerRequest) {
    this.requests.push(request);
  }
  terminate() {
    this.terminated = true;
  }
}

function linked() {
  const worker = new FakeWorker();
  return { worker, link: new WorkerLink(worker as unknown as Worker) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('answers reach their call, in any order', async () => {
  const { worker, link } = linked();
  const first = link.call('memory', null);
  const second = link.call('race', null);
  worker.onmessage?.({ data: { kind: 'done', id: 2, result: { ms: 3 } } });
  worker.onmessage?.({ data: { kind: 'done', id: 1, result: { tensors: 1, bytes: 2 } } });
  expect(await first).toEqual({ tensors: 1, bytes: 2 });
  expect(await second).toEqual({ ms: 3 });
});

test('a reported failure keeps its code; the link lives on', async () => {
  const { worker, link } = linked();
  const call = link.call('race', null);
  const error = { code: 'model-failed', message: 'm', remedy: 'r' } as const;
  worker.onmessage?.({ data: { kind: 'failed', id: 1, error, fatal: false } });
  await expect(call).rejects.toMatchObject(error);
  expect(link.dead).toBe(false);
});

test('a fatal failure ends the link', async () => {
  const { worker, link } = linked();
  const call = link.call('race', null);
  const error = { code: 'model-failed', message: 'm', remedy: 'r' } as const;
  worker.onmessage?.({ data: { kind: 'failed', id: 1, error, fatal: true } });
  await expect(call).rejects.toMatchObject(error);
  expect(worker.terminated).toBe(true);
  await expect(link.call('race', null)).rejects.toMatchObject({ code: 'worker-crashed' });
});

test('a crash rejects everything under way', async () => {
  const { worker, link } = linked();
  const calls = [link.call('race', null), link.call('memory', null)];
  worker.onerror?.({ message: 'out of memory', preventDefault: () => {} });
  for (const call of calls)
    await expect(call).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringContaining('out of memory'),
    });
});

test('a worker that stays silent while it is asked counts as dead; an idle one does not', async () => {
  const { worker, link } = linked();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(link.dead).toBe(false);
  const call = link.call('race', null);
  const rejected = expect(call).rejects.toMatchObject({ code: 'worker-crashed' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.dead).toBe(false);
  worker.onmessage?.({ data: { kind: 'progress', id: 1, fraction: 0.5, stage: '' } });
  await vi.advanceTimersByTimeAsync(115_000);
  expect(link.dead).toBe(false);
  await vi.advanceTimersByTimeAsync(15_000);
  await rejected;
  expect(worker.terminated).toBe(true);
});
