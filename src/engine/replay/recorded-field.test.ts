import { expect, test } from 'vitest';
import { CELL_UNKNOWN, CELL_WINDOW } from '../../domain/overlay';
import { windowIndex } from '../../slide-map/cell-window';
import { fieldCells } from './recorded-field';

const full = () => new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(0.9);
const field = { x: 800, y: 800, width: 80, height: 80 };

test('a field that the window holds keeps its cells, and no others', () => {
  const extent = { column: 0, row: 0, width: CELL_WINDOW, height: CELL_WINDOW };
  const cells = fieldCells(full(), extent, field, 8);
  expect(cells[windowIndex(100, 100)]).toBeCloseTo(0.9);
  expect(cells[windowIndex(109, 109)]).toBeCloseTo(0.9);
  expect(cells[windowIndex(120, 100)]).toBe(CELL_UNKNOWN);
});

test('a field that the window has left is unknown, not what took its place in the torus', () => {
  const extent = { column: CELL_WINDOW, row: 0, width: CELL_WINDOW, height: CELL_WINDOW };
  expect(fieldCells(full(), extent, field, 8).every((value) => value === CELL_UNKNOWN)).toBe(true);
});

test('a field that is half left is half unknown', () => {
  const extent = { column: 105, row: 0, width: CELL_WINDOW, height: CELL_WINDOW };
  const cells = fieldCells(full(), extent, field, 8);
  expect(cells[windowIndex(104, 102)]).toBe(CELL_UNKNOWN);
  expect(cells[windowIndex(105, 102)]).toBeCloseTo(0.9);
});
