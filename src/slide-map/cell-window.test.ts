import { expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import { ArrayCellStore } from './array-store';
import { TAKE_PROBABILITY } from './cell-batch';
import { CellWindow, windowIndex } from './cell-window';

function batch(column: number, row: number, cells: number, values: number[], code = TAKE_PROBABILITY) {
  return {
    input: { tiles: [{ column, row }], cells, codes: new Float32Array(cells * cells).fill(code) },
    output: { kind: 'cpu' as const, data: new Float32Array(values), count: 1 },
  };
}

test('written cells are found again, at negative coordinates too', () => {
  const store = new ArrayCellStore(1);
  const window = new CellWindow(store);
  window.follow({ column: 0, row: 0 });
  const { input, output } = batch(-3, -7, 2, [0.1, 0.2, 0.3, 0.4]);
  window.write(input, output, 1000);
  expect(window.state(-3, -7)).toBe(0);
  expect(window.time(-2, -6)).toBe(1000);
  expect(window.state(-1, -7)).toBe(CELL_UNKNOWN);
  expect(store.windows[0]?.[windowIndex(-2, -6)]).toBeCloseTo(0.4);
});

test('cells that leave the window are forgotten, others stay', () => {
  const window = new CellWindow(new ArrayCellStore(1));
  window.follow({ column: 0, row: 0 });
  const far = batch(-CELL_WINDOW / 2, 0, 1, [0.9]);
  const near = batch(100, 0, 1, [0.8]);
  window.write(far.input, far.output, 1);
  window.write(near.input, near.output, 1);
  window.follow({ column: 100, row: -80 });
  expect(window.state(-CELL_WINDOW / 2, 0)).toBe(CELL_UNKNOWN);
  expect(window.state(-CELL_WINDOW / 2 + CELL_WINDOW, 0)).toBe(CELL_UNKNOWN);
  expect(window.state(100, 0)).toBe(0);
});

test('what was inferred is not overwritten by a blurred or empty look; the reverse is', () => {
  const window = new CellWindow(new ArrayCellStore(1));
  window.follow({ column: 0, row: 0 });
  const { input, output } = batch(0, 0, 1, [0.7]);
  window.mark({ column: 0, row: 0, width: 2, height: 1 }, () => CELL_NOT_ASSESSED);
  expect(window.state(0, 0)).toBe(CELL_NOT_ASSESSED);
  window.write(input, output, 5);
  window.mark({ column: 0, row: 0, width: 2, height: 1 }, () => CELL_NO_TISSUE);
  expect(window.state(0, 0)).toBe(0);
  expect(window.state(1, 0)).toBe(CELL_NO_TISSUE);
});

test('clear forgets all', () => {
  const store = new ArrayCellStore(2);
  const window = new CellWindow(store);
  window.follow({ column: 0, row: 0 });
  const { input, output } = batch(0, 0, 1, [0.7, 0.2]);
  window.write(input, output, 5);
  expect(store.windows[1]?.[0]).toBeCloseTo(0.2);
  window.clear();
  expect(window.state(0, 0)).toBe(CELL_UNKNOWN);
  expect(store.windows[1]?.[0]).toBe(CELL_UNKNOWN);
});
