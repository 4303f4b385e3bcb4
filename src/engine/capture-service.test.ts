import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ReticleError } from '../domain/errors';
import { CaptureService, type CaptureSource } from './capture-service';

beforeAll(() => void vi.stubGlobal('__VERSION__', '9.8.7'));
afterAll(() => void vi.unstubAllGlobals());

function service(source: Partial<CaptureSource>) {
  const note = vi.fn();
  const captures = new CaptureService(
    { live: () => null, recorded: () => null, ...source },
    { find: () => null },
    note,
    { withRoom: (_, capture) => capture(), encode: vi.fn() },
  );
  return { captures, note };
}

test('before the first frame, and once a recorded one is gone, the refusal says what to do', async () => {
  const { captures, note } = service({});
  await expect(captures.live([])).rejects.toMatchObject({
    code: 'snapshot-failed',
    remedy: 'Choose a source first.',
  });
  await expect(captures.recorded(7, [])).rejects.toMatchObject({ code: 'snapshot-failed' });
  expect(note).toHaveBeenCalledTimes(2);
});

test('what fails inside is told in words for people, and noted', async () => {
  const broken = service({
    live: () => {
      throw new TypeError('x is undefined');
    },
  });
  const failure = await broken.captures.live([]).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(ReticleError);
  expect(failure).toMatchObject({ code: 'snapshot-failed' });
  expect(broken.note).toHaveBeenCalledWith(expect.objectContaining({ code: 'snapshot-failed' }));
});
