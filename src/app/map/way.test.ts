import { expect, test } from 'vitest';
import { wayTo } from './way';

const size = { width: 1000, height: 500 };
const placement = { centre: { x: 100, y: 100 }, umPerPx: 2 };

test.each([
  ['right', { x: 5100, y: 100 }, 0, { x: 0.94, y: 0.5 }],
  ['left', { x: -4900, y: 100 }, 180, { x: 0.06, y: 0.5 }],
  ['down', { x: 100, y: 5100 }, 90, { x: 0.5, y: 0.94 }],
  ['up', { x: 100, y: -4900 }, -90, { x: 0.5, y: 0.06 }],
])('far to the %s: at that edge', (_, target, degrees, at) => {
  const way = wayTo(target, placement, size);
  expect(way.reached).toBe(false);
  expect(way.distanceUm).toBe(5000);
  expect(way.degrees).toBeCloseTo(degrees);
  expect(way.at.x).toBeCloseTo(at.x);
  expect(way.at.y).toBeCloseTo(at.y);
});

test('within the field the arrow stands on the target, in its middle it is reached', () => {
  const near = wayTo({ x: 800, y: 100 }, placement, size);
  expect(near.reached).toBe(false);
  expect(near.at).toEqual({ x: 0.85, y: 0.5 });
  expect(wayTo({ x: 400, y: 150 }, placement, size).reached).toBe(true);
  expect(wayTo({ x: 400, y: 500 }, placement, size).reached).toBe(false);
});
