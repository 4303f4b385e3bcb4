import { expect, test } from 'vitest';
import { keptWithin } from './movable';

const at = { left: 56, top: 12, width: 184, height: 400 };
const room = { width: 1000, height: 500 };

test('what is moved stays whole within the picture', () => {
  expect(keptWithin({ x: 100, y: 40 }, at, room)).toEqual({ x: 100, y: 40 });
  expect(keptWithin({ x: -500, y: -500 }, at, room)).toEqual({ x: -56, y: -12 });
  expect(keptWithin({ x: 5000, y: 5000 }, at, room)).toEqual({ x: 760, y: 88 });
});

test('what is larger than the room keeps its top left corner in it', () => {
  expect(keptWithin({ x: 10, y: 10 }, at, { width: 100, height: 100 })).toEqual({ x: -56, y: -12 });
});
