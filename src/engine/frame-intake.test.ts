import { expect, test, vi } from 'vitest';
import type { Frame, FrameReply, FrameRequest } from '../domain/frame';
import { FrameIntake } from './frame-intake';

/** A source that answers by hand, with frames that can be posted in Node. */
function fakeSource() {
  const requests: FrameRequest[] = [];
  const port = {
    onmessage: null as ((event: MessageEvent<FrameReply>) => void) | null,
    postMessage: (request: FrameRequest) => requests.push(request),
  };
  const reply = (data: FrameReply) => port.onmessage?.({ data } as MessageEvent<FrameReply>);
  return { port: port as unknown as MessagePort, requests, reply };
}

function frame(sequence: number) {
  const close = vi.fn();
  const made = { image: { close } as unknown as VideoFrame, sequence, capturedAt: 0 } satisfies Frame;
  return { made, close };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('asks for one frame, and for the next only when the last is done; every frame is closed', async () => {
  let finish = () => {};
  const seen: number[] = [];
  const intake = new FrameIntake(
    (given) => {
      seen.push(given.sequence);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    () => {},
    () => {},
  );
  const source = fakeSource();
  intake.attach(source.port);
  expect(source.requests).toEqual([{ kind: 'next' }]);
  const first = frame(1);
  source.reply({ kind: 'frame', frame: first.made });
  await settle();
  expect(source.requests).toHaveLength(1);
  expect(first.close).not.toHaveBeenCalled();
  finish();
  await settle();
  expect(first.close).toHaveBeenCalledOnce();
  expect(source.requests).toHaveLength(2);
  source.reply({ kind: 'frame', frame: frame(5).made });
  await settle();
  expect(intake.dropped).toBe(3);
  expect(seen).toEqual([1, 5]);
});

test('a frame that fails is closed and the next is asked for', async () => {
  const failed = vi.fn();
  const intake = new FrameIntake(
    () => Promise.reject(new Error('lost')),
    () => {},
    failed,
  );
  const source = fakeSource();
  intake.attach(source.port);
  const { made, close } = frame(1);
  source.reply({ kind: 'frame', frame: made });
  await settle();
  expect(close).toHaveBeenCalledOnce();
  expect(source.requests).toHaveLength(2);
  expect(failed).toHaveBeenCalledWith(new Error('lost'));
});

test('an old source is told to close, and its late frame is closed unseen', async () => {
  const onFrame = vi.fn(async () => {});
  const intake = new FrameIntake(
    onFrame,
    () => {},
    () => {},
  );
  const old = fakeSource();
  intake.attach(old.port);
  intake.attach(null);
  expect(old.requests.at(-1)).toEqual({ kind: 'close' });
  const late = frame(9);
  old.reply({ kind: 'frame', frame: late.made });
  await settle();
  expect(onFrame).not.toHaveBeenCalled();
  expect(late.close).toHaveBeenCalledOnce();
});

test('paused, nothing is asked for; resumed, it goes on', async () => {
  const intake = new FrameIntake(
    async () => {},
    () => {},
    () => {},
  );
  const source = fakeSource();
  intake.attach(source.port);
  intake.pause(true);
  source.reply({ kind: 'frame', frame: frame(1).made });
  await settle();
  expect(source.requests).toHaveLength(1);
  intake.pause(false);
  expect(source.requests).toHaveLength(2);
});

test('reports the end of the source once, with its reason', () => {
  const onEnded = vi.fn();
  const intake = new FrameIntake(
    async () => {},
    onEnded,
    () => {},
  );
  const source = fakeSource();
  intake.attach(source.port);
  const error = { code: 'camera-ended', message: 'gone', remedy: 'plug in' } as const;
  source.reply({ kind: 'ended', error });
  expect(onEnded).toHaveBeenCalledWith(error);
});

test('a frame of a new source waits until the last one of the old source is done', async () => {
  let finish = () => {};
  const working: number[] = [];
  const intake = new FrameIntake(
    (given) => {
      working.push(given.sequence);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    () => {},
    () => {},
  );
  const old = fakeSource();
  intake.attach(old.port);
  old.reply({ kind: 'frame', frame: frame(1).made });
  await settle();
  const next = fakeSource();
  intake.attach(next.port);
  next.reply({ kind: 'frame', frame: frame(100).made });
  await settle();
  expect(working).toEqual([1]);
  finish();
  await settle();
  expect(working).toEqual([1, 100]);
});
