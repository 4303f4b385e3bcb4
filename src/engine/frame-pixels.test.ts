import { expect, test } from 'vitest';
import type { RawPicture } from '../gpu/readback';
import { framePixels } from './frame-pixels';

const size = { width: 2, height: 2 };

test('the px of the field come row by row in the order of RGBA, however the graphics card hands them over', async () => {
  const stride = 256;
  const data = new Uint8Array(stride * 2);
  // BGRA with padded rows.
  data.set([3, 2, 1, 255, 6, 5, 4, 255], 0);
  data.set([9, 8, 7, 255, 12, 11, 10, 255], stride);
  const bare: RawPicture = { ...size, stride, order: 'bgra', data: data.buffer };
  const pixels = await framePixels({ picture: async () => ({ size, bare }) });
  expect(pixels).toMatchObject(size);
  expect([...pixels.rgba]).toEqual([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255]);
});

test('before the first frame there are none, and the error says so', async () => {
  await expect(framePixels({ picture: async () => null })).rejects.toMatchObject({ code: 'snapshot-failed' });
});
