import { expect, test } from 'vitest';
import { COVERAGE, type Coverage, type MapPicture } from '../../domain/slide-map';
import { heatTable } from '../../overlay/heat-table';
import { paintMap } from './paint-map';

const side = 36;

function picture(
  coverage: Coverage,
  probability = Number.NaN,
  seen = coverage !== COVERAGE.notSeen,
): MapPicture {
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < rgba.length; i += 4) rgba.set(seen ? [210, 150, 200, 255] : [0, 0, 0, 0], i);
  return {
    view: { island: 0, origin: { x: 0, y: 0 }, umPerPx: 8, width: side, height: side, layer: null },
    rgba,
    probability: new Float32Array(side * side).fill(probability),
    coverage: new Uint8Array(side * side).fill(coverage),
  };
}

/** Brightness of every px and how much it varies: the texture, without colour. */
function texture(painted: Uint8ClampedArray) {
  const luma = Array.from({ length: side * side }, (_, i) => {
    const [r = 0, g = 0, b = 0] = painted.subarray(i * 4, i * 4 + 3);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const inRow = (row: number) => new Set(luma.slice(row * side, (row + 1) * side).map(Math.round)).size;
  return { mean, values: new Set(luma.map(Math.round)).size, firstRow: inRow(0) };
}

test('each state has a texture of its own, so that no colour is needed to tell them apart', () => {
  const examined = texture(paintMap(picture(COVERAGE.examined), null));
  const hatched = texture(paintMap(picture(COVERAGE.outOfFocus), null));
  const ruled = texture(paintMap(picture(COVERAGE.seen), null));
  const unseen = texture(paintMap(picture(COVERAGE.notSeen), null));
  // Clean.
  expect(examined.values).toBe(1);
  // Diagonal lines cross every row; rules run along whole rows.
  expect(hatched.firstRow).toBeGreaterThan(2);
  expect(ruled.values).toBe(2);
  expect(ruled.firstRow).toBe(1);
  // Dark with dots.
  expect(unseen.mean).toBeLessThan(0.3 * examined.mean);
  expect(unseen.values).toBe(2);
});

test('heat lies over what is examined, as on the live view, and nowhere else', () => {
  const heat = heatTable(
    {
      heatmap: true,
      contours: false,
      opacity: 1,
      threshold: 0.5,
      colourMap: 'viridis',
      contourColour: [0, 0, 0],
    },
    false,
  );
  const bare = paintMap(picture(COVERAGE.examined), null);
  expect(paintMap(picture(COVERAGE.examined), heat)).toEqual(bare);
  const hot = paintMap(picture(COVERAGE.examined, 0.95), heat);
  const [r = 0, g = 0, b = 0] = hot;
  // Towards viridis' yellow.
  expect(g).toBeGreaterThan(b + 50);
  expect(r).toBeGreaterThan(b);
  expect(paintMap(picture(COVERAGE.examined, 0.95), null)).toEqual(bare);
});
