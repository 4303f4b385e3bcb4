import { expect, test } from 'vitest';
import type { Assessment } from '../domain/quality';
import { resampleTiles } from '../optics/resample-reference';
import { MOSAIC_UM, MosaicPages } from '../slide-map/mosaic-pages';
import type { PinnedField } from './field-pipeline';
import { cutMosaic } from './mosaic-cut';

const size = { width: 640, height: 448 };

/** A field whose colour is a function of the place on the slide: 800 um are the whole range of red and green. */
function pinnedAt(centre: { x: number; y: number }, umPerPx: number): PinnedField {
  const rgba = new Uint8ClampedArray(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const um = {
        x: centre.x + (x + 0.5 - size.width / 2) * umPerPx,
        y: centre.y + (y + 0.5 - size.height / 2) * umPerPx,
      };
      rgba.set([128 + (255 * um.x) / 800, 128 + (255 * um.y) / 800, 40, 255], (y * size.width + x) * 4);
    }
  const tracked = { centre, umPerPx, confidence: 1, island: 0, shiftPx: { x: 0, y: 0 } };
  return {
    size,
    capturedAt: 0,
    sequence: 0,
    tracked,
    quality: { columns: 10, rows: 7, values: new Float32Array(350) },
    extract: () => Promise.reject(new Error('not here')),
    resample: async (cut) => resampleTiles({ ...size, rgba }, cut),
    release: () => {},
  };
}

const all = (region: Assessment) => ({ columns: 10, rows: 7, regions: Array<Assessment>(70).fill(region) });

test.each([
  [{ x: 0, y: 0 }, 1],
  [{ x: -37.3, y: 52.9 }, 1],
  [{ x: 12.1, y: -8.7 }, 0.25],
])('from (%o) at %d um/px every px of the mosaic has the colour of its place', async (centre, umPerPx) => {
  const pinned = pinnedAt(centre, umPerPx);
  const patch = await cutMosaic(pinned, all('assessed'), { centre, umPerPx });
  if (!patch) throw new Error('no patch');
  expect(patch.width).toBeGreaterThanOrEqual(Math.floor((size.width * umPerPx) / MOSAIC_UM) - 1);
  const mosaic = new MosaicPages();
  mosaic.write(patch);
  let worst = 0;
  for (let y = 0; y < patch.height; y++)
    for (let x = 0; x < patch.width; x++) {
      const column = patch.origin.column + x;
      const row = patch.origin.row + y;
      const colour: [number, number, number] = [0, 0, 0];
      expect(mosaic.addColour(column, row, colour)).toBe(true);
      worst = Math.max(
        worst,
        Math.abs(colour[0] - (128 + (255 * (column + 0.5) * MOSAIC_UM) / 800)),
        Math.abs(colour[1] - (128 + (255 * (row + 0.5) * MOSAIC_UM) / 800)),
        Math.abs(colour[2] - 40),
      );
    }
  // Bytes, rounded twice.
  expect(worst).toBeLessThanOrEqual(1.5);
});

test('only what was assessed or blank is sharp', async () => {
  const centre = { x: 0, y: 0 };
  const regions = all('assessed').regions.map((_, i) =>
    i % 10 < 5 ? ('out-of-focus' as const) : i < 35 ? ('no-tissue' as const) : ('assessed' as const),
  );
  const patch = await cutMosaic(
    pinnedAt(centre, 1),
    { columns: 10, rows: 7, regions },
    { centre, umPerPx: 1 },
  );
  expect(patch?.sharp(2, 2)).toBe(false);
  expect(patch?.sharp((patch.width ?? 0) - 3, 2)).toBe(true);
  expect(patch?.sharp((patch.width ?? 0) - 3, (patch.height ?? 0) - 3)).toBe(true);
});

test('a field smaller than a px of the mosaic gives none', async () => {
  const centre = { x: 4, y: 4 };
  expect(await cutMosaic(pinnedAt(centre, 0.005), all('assessed'), { centre, umPerPx: 0.005 })).toBeNull();
});
