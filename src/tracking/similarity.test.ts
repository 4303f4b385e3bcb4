import { expect, test } from 'vitest';
import { halved, lookOf } from './look';
import { planeOf } from './plane';
import { rawSignalOf } from './signal';
import { similarityOf, tolerable } from './similarity';
import { MovingCamera, stainedSpecimen } from './testing/moving-slide';

const specimen = stainedSpecimen(1500, 1100);
const camera = new MovingCamera(640, 360, { noise: 0.02, vignetting: 0.3, dust: 10 });
const degrees = Math.PI / 180;

function plane(x: number, scale = 1, turn = 0) {
  const { raw, size } = rawSignalOf(camera.expose(specimen, { x, y: 500 }, scale, 1, turn));
  const look = halved(lookOf(raw, size, size.factor));
  return planeOf(look, look.pxUm);
}

test.each([
  [0, 1],
  [1, 1],
  [-2, 1],
  [0, 1.03],
  [1.5, 0.97],
])('measures a turn of %d degrees and a scale of %d', (turn, scale) => {
  const reference = plane(600);
  const found = similarityOf(plane(642, scale, turn * degrees), reference, { x: 7, y: 0 });
  expect(found?.rotation).toBeCloseTo(turn * degrees, 2);
  expect(found?.scale).toBeCloseTo(scale, 2);
});

test('a camera that rests is tolerable, a turned or zoomed one is not', () => {
  expect(tolerable({ rotation: 0.01, scale: 1.01 })).toBe(true);
  expect(tolerable({ rotation: 0.03, scale: 1 })).toBe(false);
  expect(tolerable({ rotation: 0, scale: 0.97 })).toBe(false);
});
