import { afterEach, expect, test } from 'vitest';
import { serve } from '../rpc/serve';
import type { EncodeCalls, EncodeJob } from './encode-calls';
import { PictureEncoder } from './encode-client';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An encoder whose workers answer with a Blob of the picture's width; the width 13 breaks them. */
function encoder(maxBytes?: number) {
  let started = 0;
  const start = () => {
    started++;
    const { port1, port2 } = new MessageChannel();
    const { fail } = serve<EncodeCalls>(port2, {
      encode: ({ bare }) => {
        if (bare.width === 13) fail(new Error('no memory'));
        const blob = new Blob([String(bare.width)]);
        return { frame: blob, overlay: blob, thumbnail: blob };
      },
    });
    ends.push(() => port1.close());
    return port1;
  };
  return { made: new PictureEncoder(start, maxBytes), started: () => started };
}

function job(width: number): EncodeJob {
  const size = { width, height: 1, stride: width * 4, order: 'rgba' as const };
  const picture = () => ({ ...size, data: new ArrayBuffer(width * 4) });
  return {
    bare: picture(),
    overlay: picture(),
    umPerPx: null,
    caption: [],
    provenance: { software: 'test', capturedAt: 0, source: 'test', calibration: null, models: [] },
  };
}

test('one worker encodes all pictures and takes their bytes over', async () => {
  const { made, started } = encoder();
  const first = job(3);
  const [a, b] = await Promise.all([made.encode(first), made.encode(job(5))]);
  expect([await a.frame.text(), await b.frame.text()]).toEqual(['3', '5']);
  expect(first.bare.data.byteLength).toBe(0);
  expect(started()).toBe(1);
});

test('a worker that stops fails what is under way, and the next picture starts another one', async () => {
  const { made, started } = encoder();
  await expect(made.encode(job(13))).rejects.toMatchObject({
    code: 'snapshot-failed',
    remedy: 'Take the snapshot again.',
  });
  expect(await (await made.encode(job(3))).frame.text()).toBe('3');
  expect(started()).toBe(2);
});

test('captures beyond the memory that is set aside are refused before they are carried out', async () => {
  // Room for two pictures of 10 x 10 px.
  const { made } = encoder(2 * 10 * 10 * 8);
  const size = { width: 10, height: 10 };
  const ended: (() => void)[] = [];
  const capture = () => made.withRoom(size, () => new Promise<void>((resolve) => ended.push(resolve)));
  const captures = [capture(), capture()];
  await expect(capture()).rejects.toMatchObject({ code: 'snapshot-failed' });
  expect(ended).toHaveLength(2);
  ended[0]?.();
  await captures[0];
  const third = capture();
  expect(ended).toHaveLength(3);
  for (const end of ended) end();
  await Promise.all([captures[1], third]);
});

test('a capture that fails gives its room back, and a single one always has room', async () => {
  const { made } = encoder(1);
  const size = { width: 10, height: 10 };
  await expect(made.withRoom(size, () => Promise.reject(new Error('no frame')))).rejects.toThrow('no frame');
  expect(await made.withRoom(size, async () => 'captured')).toBe('captured');
});
