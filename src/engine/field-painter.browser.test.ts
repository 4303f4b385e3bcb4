import { expect, test } from 'vitest';
import { type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import { context2d, rgbaOf } from '../gpu/canvas-2d';
import { FieldPainter } from './field-painter';

const SIZE = { width: 96, height: 64 };

/** Red grows to the right, green downwards. */
function frame(): VideoFrame {
  const bytes = new Uint8Array(4 * SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++) bytes.set([2 * x, 3 * y, 40, 255], 4 * (y * SIZE.width + x));
  return new VideoFrame(bytes, {
    ...{ format: 'RGBX', codedWidth: SIZE.width, codedHeight: SIZE.height, timestamp: 0 },
  });
}

const context = () => context2d(new OffscreenCanvas(1, 1));

/** Where a px of the field lies in the frame: what mounting means, written out once more. */
function source({ crop, rotation, mirrored }: Mounting, x: number, y: number) {
  const { x: left, y: top, width, height } = crop ?? { x: 0, y: 0, ...SIZE };
  const turned = rotation === 90 || rotation === 270;
  const across = turned ? height : width;
  const column = mirrored ? across - 1 - x : x;
  const within = {
    0: { u: column, v: y },
    90: { u: y, v: height - 1 - column },
    180: { u: width - 1 - column, v: height - 1 - y },
    270: { u: width - 1 - y, v: column },
  };
  const { u, v } = within[rotation];
  return { x: left + u, y: top + v };
}

const CROP = { x: 16, y: 8, width: 64, height: 48 };
const MOUNTINGS: readonly Mounting[] = ([0, 90, 180, 270] as const).flatMap((rotation) =>
  [false, true].flatMap((mirrored) => [null, CROP].map((crop) => ({ crop, rotation, mirrored }))),
);

test.each(MOUNTINGS)(
  'copied and drawn, every px of the field is the one that the mounting names: %j',
  async (mounting) => {
    // One frame whose px are copied, and one of which the browser tells no layout and copies nothing.
    const outOfReach = Object.defineProperties(frame(), {
      format: { value: null },
      copyTo: { value: () => Promise.reject(new DOMException('no', 'NotSupportedError')) },
    });
    for (const image of [frame(), outOfReach]) {
      const to = context();
      const size = await new FieldPainter().paint(to, image, mounting, null);
      image.close();
      if (!size) throw new Error('nothing was painted');
      const { width, height } = mounting.crop ?? SIZE;
      expect([size.width, size.height].sort()).toEqual([width, height].sort());
      const rgba = rgbaOf(to, size);
      let worst = 0;
      for (let y = 0; y < size.height; y++)
        for (let x = 0; x < size.width; x++) {
          const at = (y * size.width + x) * 4;
          const from = source(mounting, x, y);
          worst = Math.max(
            worst,
            Math.abs((rgba[at] ?? 0) - 2 * from.x),
            Math.abs((rgba[at + 1] ?? 0) - 3 * from.y),
          );
        }
      expect(worst).toBeLessThanOrEqual(1);
    }
  },
);

test('a frame that is no longer wanted once it was read leaves the canvas as it is', async () => {
  const to = context();
  const image = frame();
  expect(await new FieldPainter().paint(to, image, PLAIN_MOUNTING, null, () => false)).toBeNull();
  expect([to.canvas.width, to.canvas.height]).toEqual([1, 1]);
  image.close();
});
