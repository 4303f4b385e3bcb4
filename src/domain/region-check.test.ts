import { expect, test } from 'vitest';
import { coveredAt, isFaithful } from './region-check';
import type { Ring } from './ring';

const ring = (...corners: readonly (readonly [number, number])[]): Ring =>
  corners.map(([x, y]) => ({ x, y }));
const square = (x: number, y: number, side: number) =>
  ring([x, y], [x + side, y], [x + side, y + side], [x, y + side]);

test('a line is covered where an outer ring goes around it and no hole does', () => {
  const parts = [
    { outer: square(0, 0, 10), holes: [square(2, 2, 3)] },
    { outer: square(8, 0, 10), holes: [] },
  ];
  expect(coveredAt(parts, 3)).toEqual([
    [0, 2],
    [5, 18],
  ]);
  expect(coveredAt(parts, 7)).toEqual([[0, 18]]);
  expect(coveredAt(parts, 11)).toEqual([]);
});

test('what a ring goes around twice is covered once', () => {
  const twice = ring([0, 0], [10, 0], [10, 10], [0, 10], [0, 0], [10, 0], [10, 10], [0, 10]);
  expect(coveredAt([{ outer: twice, holes: [] }], 5)).toEqual([[0, 10]]);
});

test('two lobes in one ring that crosses itself are no answer, two rings are', () => {
  const bow = ring([0, 0], [10, 10], [10, 0], [0, 10]);
  const source = [{ outer: bow, holes: [] }];
  const wanted = (y: number) => coveredAt(source, y);
  expect(isFaithful([{ outer: bow, holes: [] }], source, wanted)).toBe(false);
  const lobes = [ring([0, 0], [5, 5], [0, 10]), ring([10, 10], [5, 5], [10, 0])];
  expect(
    isFaithful(
      lobes.map((outer) => ({ outer, holes: [] })),
      source,
      wanted,
    ),
  ).toBe(true);
  expect(
    isFaithful(
      lobes.slice(1).map((outer) => ({ outer, holes: [] })),
      source,
      wanted,
    ),
  ).toBe(false);
});

test('a hole that is missing, or a part too many, is no answer', () => {
  const outer = square(0, 0, 10);
  const source = [{ outer, holes: [square(2, 2, 3)] }];
  const wanted = (y: number) => coveredAt(source, y);
  expect(isFaithful([{ outer, holes: [square(2, 2, 3)] }], source, wanted)).toBe(true);
  expect(isFaithful([{ outer, holes: [] }], source, wanted)).toBe(false);
  expect(
    isFaithful(
      [
        { outer, holes: [square(2, 2, 3)] },
        { outer: square(20, 0, 4), holes: [] },
      ],
      source,
      wanted,
    ),
  ).toBe(false);
});
