import { expect, test } from 'vitest';
import { isComplete } from '../../domain/field-counts';
import type { Assessment } from '../../domain/quality';
import { activeModel, examined } from '../test-models';
import { countCells, countPicture } from './examination';

// Models of 16 um a cell and 32 um of margin, over a field of 40 x 30 cells.
const field = { x: 0, y: 0, width: 640, height: 480 };
const within = { x: 0, y: 0 };

function pass(seen: (column: number, row: number) => Assessment = () => 'assessed') {
  const entry = activeModel();
  const assess = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < 40 && row < 30 ? seen(column, row) : null;
  return { entry, assess };
}

test('the edge that a model cannot answer for is counted with the picture', () => {
  const one = pass();
  const inner = countCells([one], field);
  const whole = countPicture([one], field);
  expect(whole.waiting).toBe(inner.waiting);
  expect(whole.edge).toBe(40 * 30 - inner.waiting);
  expect(whole.edge).toBeGreaterThan(0);
});

test('what another field answered is no edge; glass and ink there are told as such', () => {
  const one = pass((column) => (column === 0 ? 'no-tissue' : column === 39 ? 'ink' : 'assessed'));
  const before = countPicture([one], field);
  expect(before.withoutTissue).toBe(30);
  expect(before.refused).toEqual({ ink: 30 });
  examined(one.entry, within, () => 0.2);
  const after = countPicture([one], field);
  expect(after.assessed).toBeGreaterThan(0);
  expect([isComplete(before), isComplete(after)]).toEqual([false, true]);
});
