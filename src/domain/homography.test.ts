import { expect, test } from 'vitest';
import { type Homography, inverse, nearestAffine, project, scaleAndShift, scaleAt } from './homography';

const KEYSTONE: Homography = [1.1, 0.2, 30, -0.1, 0.9, 12, 0.0004, 0.0002, 1];
const points = [
  { x: 0, y: 0 },
  { x: 640, y: 10 },
  { x: 320, y: 480 },
];

test('the inverse brings every point back, whatever the scale of the matrix', () => {
  for (const factor of [1, -3]) {
    const m = KEYSTONE.map((value) => value * factor);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
    const there: Homography = [a, b, c, d, e, f, g, h, i];
    for (const point of points) {
      const back = project(inverse(there), project(there, point));
      expect(back.x).toBeCloseTo(point.x, 8);
      expect(back.y).toBeCloseTo(point.y, 8);
    }
  }
  expect(() => inverse([1, 2, 0, 2, 4, 0, 0, 0, 1])).toThrow(RangeError);
  expect(() => inverse([Number.NaN, 2, 0, 2, 4, 0, 0, 0, 1])).toThrow(RangeError);
});

test('an affine map is its own nearest one; a keystone is off by as much at every corner', () => {
  const size = { width: 640, height: 480 };
  const mirrored: Homography = [-2, 0, 1280, 0.5, 1.5, 3, 0, 0, 1];
  const exact = nearestAffine(mirrored, size);
  expect(exact.off).toBeCloseTo(0, 9);
  expect(exact.affine).toEqual({ a: -2, b: 0.5, c: 0, d: 1.5, e: 1280, f: 3 });
  const { affine, off } = nearestAffine(KEYSTONE, size);
  expect(off).toBeGreaterThan(1);
  const { a, b, c, d, e, f } = affine;
  const corners = [0, 640].flatMap((x) => [0, 480].map((y) => ({ x, y })));
  for (const { x, y } of corners) {
    const wanted = project(KEYSTONE, { x, y });
    expect(Math.hypot(a * x + c * y + e - wanted.x, b * x + d * y + f - wanted.y)).toBeCloseTo(off, 6);
  }
});

test('the local scale is the root of the change of area', () => {
  expect(scaleAt(scaleAndShift(2.5, 7, 9), { x: 100, y: 3 })).toBeCloseTo(2.5, 12);
  expect(scaleAt([-3, 0, 0, 0, 12, 0, 0, 0, 1], { x: 1, y: 1 })).toBeCloseTo(6, 12);
  const at = { x: 200, y: 100 };
  const step = 1e-3;
  const [p, q, r] = [at, { x: at.x + step, y: at.y }, { x: at.x, y: at.y + step }].map((point) =>
    project(KEYSTONE, point),
  );
  if (!p || !q || !r) throw new Error('no points');
  const area = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  expect(scaleAt(KEYSTONE, at)).toBeCloseTo(Math.sqrt(Math.abs(area)) / step, 4);
});
