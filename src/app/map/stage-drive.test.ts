import { expect, test } from 'vitest';
import type { PointUm } from '../../domain/geometry';
import { StageDrive } from './stage-drive';

const SIZE = { width: 1000, height: 500 };

/** A stage at 0, 0 that follows as told, and a target. */
function drive({ follows = true, island = 0, stage = true } = {}) {
  const at = { x: 0, y: 0 };
  const moves: PointUm[] = [];
  const told: boolean[] = [];
  let target: { island: number; at: PointUm } | null = { island: 0, at: { x: 400, y: 300 } };
  const move = (by: PointUm) => {
    moves.push(by);
    if (!follows) return;
    at.x += by.x;
    at.y += by.y;
  };
  const made = new StageDrive(
    {
      map: async () => ({
        island,
        field: { placement: { centre: { ...at }, umPerPx: 1 }, size: SIZE, island },
      }),
      target: () => target,
      mover: () => (stage ? move : null),
      driving: (on) => told.push(on),
    },
    async () => {},
  );
  return {
    ...{ at, moves, told, drive: made },
    forget: () => {
      target = null;
    },
  };
}

test('the stage goes to the target in steps that tracking can follow', async () => {
  const { at, moves, told, drive: made } = drive();
  await made.go();
  expect(Math.hypot(400 - at.x, 300 - at.y)).toBeLessThan(20);
  for (const { x, y } of moves) expect(Math.hypot(x, y)).toBeLessThanOrEqual(80.001);
  expect(told).toEqual([true, false]);
});

test('a field that does not follow is not pushed on, and driving is given up', async () => {
  const { moves, told, drive: made } = drive({ follows: false });
  await made.go();
  expect(moves).toHaveLength(1);
  expect(told.at(-1)).toBe(false);
});

test('a target on another island, or none, is not driven to', async () => {
  const elsewhere = drive({ island: 3 });
  await elsewhere.drive.go();
  expect(elsewhere.moves).toEqual([]);
  const none = drive();
  none.forget();
  await none.drive.go();
  expect(none.told).toEqual([]);
});

test('without a stage nothing begins; a drive that is stopped goes no further', async () => {
  const still = drive({ stage: false });
  await still.drive.go();
  expect(still.told).toEqual([]);
  const { moves, drive: made } = drive();
  const going = made.go();
  made.stop();
  await going;
  expect(moves).toEqual([]);
});
