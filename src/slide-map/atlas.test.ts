import { describe, expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import { ArrayCellStore } from './array-store';
import { ATLAS_BUDGET, Atlas, type CellLayout } from './atlas';
import { CellPages } from './cell-pages';
import { CellWindow, windowIndex } from './cell-window';
import { MosaicPages, NOT_SEEN, SEEN_BLURRED, SEEN_SHARP } from './mosaic-pages';
import { PAGE_SIDE } from './pages';
import { paint, put } from './testing';

const layout: CellLayout = { hash: 'weights', cellUm: 16, classes: 1 };

describe('cells', () => {
  test('agree with a plain map through random writes on both sides of the origin', () => {
    const pages = new CellPages(1);
    const plain = new Map<string, number>();
    let seed = 11;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    for (let n = 0; n < 4000; n++) {
      const column = Math.floor(random() * 400) - 200;
      const row = Math.floor(random() * 400) - 200;
      const kind = random();
      const value = kind < 0.6 ? Math.fround(random()) : kind < 0.8 ? CELL_NOT_ASSESSED : CELL_UNKNOWN;
      put(pages, [[column, row, value]]);
      const before = plain.get(`${column},${row}`) ?? CELL_UNKNOWN;
      if (value >= 0 || before < 0) plain.set(`${column},${row}`, value);
    }
    let wrong = 0;
    for (let row = -210; row < 210; row++)
      for (let column = -210; column < 210; column++)
        if (pages.value(column, row) !== (plain.get(`${column},${row}`) ?? CELL_UNKNOWN)) wrong++;
    expect(wrong).toBe(0);
    const visited = new Map<string, number>();
    pages.forEach((column, row, value) => {
      visited.set(`${column},${row}`, value);
    });
    expect(visited).toEqual(new Map([...plain].filter(([, value]) => value !== CELL_UNKNOWN)));
  });

  test('of other weights do not mix, nor do islands', () => {
    const atlas = new Atlas();
    put(atlas.cells(0, layout), [[1, 1, 0.5]]);
    expect(atlas.cells(0, { ...layout, hash: 'other' }).value(1, 1)).toBe(CELL_UNKNOWN);
    expect(atlas.cells(1, layout).value(1, 1)).toBe(CELL_UNKNOWN);
    expect(atlas.cells(0, layout).value(1, 1)).toBe(0.5);
  });

  test('a window that moves away and back is filled again with values, codes and times', () => {
    const pages = new CellPages(2);
    const store = new ArrayCellStore(2);
    const window = new CellWindow(store);
    window.show(pages);
    window.follow({ column: 0, row: 0 });
    const batch = window.write(
      { tiles: [{ column: -5, row: 7 }], cells: 1, codes: new Float32Array([0]) },
      { kind: 'cpu', data: new Float32Array([0.25, 0.75]), count: 1 },
      1234,
    );
    pages.write(batch, new Float32Array([0.25, 0.75]), 1234);
    window.mark({ column: 9, row: 9, width: 1, height: 1 }, () => CELL_NO_TISSUE);
    window.follow({ column: 3 * CELL_WINDOW, row: -CELL_WINDOW });
    expect(window.state(-5, 7)).toBe(CELL_UNKNOWN);
    expect(store.windows[0]?.some((value) => value !== CELL_UNKNOWN)).toBe(false);
    window.follow({ column: 30, row: 0 });
    expect(window.state(-5, 7)).toBe(0);
    expect(window.time(-5, 7)).toBe(1234);
    expect(window.state(9, 9)).toBe(CELL_NO_TISSUE);
    expect(store.windows.map((values) => values[windowIndex(-5, 7)])).toEqual([0.25, 0.75]);
  });

  test('a window filled while it moves in small steps equals one filled at once', () => {
    const pages = new CellPages(1);
    for (let row = -700; row < 700; row += 3)
      for (let column = -700; column < 700; column += 7) put(pages, [[column, row, 0.5]]);
    const moving = new ArrayCellStore(1);
    const window = new CellWindow(moving);
    window.show(pages);
    for (let step = 0; step <= 10; step++) window.follow({ column: step * 35 - 200, row: 300 - step * 41 });
    const at = { column: 150, row: -110 };
    const fresh = new ArrayCellStore(1);
    const other = new CellWindow(fresh);
    other.show(pages);
    other.follow(at);
    let compared = 0;
    let wrong = 0;
    for (let row = at.row - 150; row < at.row + 150; row++)
      for (let column = at.column - 150; column < at.column + 150; column++) {
        const index = windowIndex(column, row);
        if (moving.windows[0]?.[index] !== fresh.windows[0]?.[index]) wrong++;
        compared++;
      }
    expect(wrong).toBe(0);
    expect(compared).toBe(90_000);
  });
});

describe('mosaic', () => {
  test('a sharp look replaces a blurred one, never the reverse', () => {
    const mosaic = new MosaicPages();
    const colour = (): number[] => {
      const sum: [number, number, number] = [0, 0, 0];
      mosaic.addColour(0, 0, sum);
      return sum;
    };
    const at = { column: -8, row: -8 };
    const size = { width: 16, height: 16 };
    expect(mosaic.seen(0, 0)).toBe(NOT_SEEN);
    paint(mosaic, at, size, [0.2, 0.2, 0.2], false);
    expect(mosaic.seen(0, 0)).toBe(SEEN_BLURRED);
    paint(mosaic, at, size, [1, 0, 0], true);
    expect(mosaic.seen(0, 0)).toBe(SEEN_SHARP);
    expect(colour()).toEqual([255, 0, 0]);
    paint(mosaic, at, size, [0, 0, 1], false);
    expect(colour()).toEqual([255, 0, 0]);
    // The newest of two sharp ones counts for more, and at the rim for less.
    paint(mosaic, at, size, [0, 0, 1], true);
    expect(colour()[2]).toBeGreaterThan(colour()[0] ?? 0);
    const rim: [number, number, number] = [0, 0, 0];
    mosaic.addColour(-8, 0, rim);
    expect(rim[2]).toBeLessThan(rim[0]);
  });
});

describe('islands', () => {
  test('a joined island lies where the offset says, under what was known', () => {
    const atlas = new Atlas();
    put(atlas.cells(0, layout), [[10, 10, 0.9]]);
    put(atlas.cells(1, layout), [
      [0, 0, 0.3],
      [1, 0, 0.4],
      [2, 2, CELL_NOT_ASSESSED],
    ]);
    paint(atlas.mosaic(1), { column: 0, row: 0 }, { width: 4, height: 4 }, [0, 1, 0]);
    atlas.join({ from: 1, into: 0, offset: { x: 160, y: 160 } });
    const cells = atlas.cells(0, layout);
    expect(cells.value(10, 10)).toBeCloseTo(0.9);
    expect(cells.value(11, 10)).toBeCloseTo(0.4);
    expect(cells.value(12, 12)).toBe(CELL_NOT_ASSESSED);
    expect(cells.sharpness(11, 10)).toBeCloseTo(0.8);
    expect(atlas.mosaic(0).seen(20, 20)).toBe(SEEN_SHARP);
    expect(atlas.mosaic(0).seen(20, 19)).toBe(NOT_SEEN);
    expect(atlas.islands()).toEqual([0]);
  });

  test('between the cells of a joined island probabilities are interpolated, codes are not', () => {
    const atlas = new Atlas();
    // Each cell's probability says where it lies.
    const at = (column: number, row: number) => 0.1 + 0.05 * column + 0.01 * row;
    const island = atlas.cells(1, layout);
    const inferred: [number, number, number][] = [];
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 6; column++) inferred.push([column, row, at(column, row)]);
    put(island, inferred);
    put(island, [
      [6, 0, CELL_NO_TISSUE],
      [7, 0, CELL_NO_TISSUE],
      [6, 1, CELL_NO_TISSUE],
      [7, 1, CELL_NO_TISSUE],
    ]);
    atlas.join({ from: 1, into: 0, offset: { x: 16 * 3.25, y: 16 * -1.5 } });
    const cells = atlas.cells(0, layout);
    for (let row = -1; row <= 1; row++)
      for (let column = 4; column <= 8; column++)
        expect(cells.value(column, row)).toBeCloseTo(at(column - 3.25, row + 1.5), 5);
    // At the rim and between tissue and none nothing is known; nothing is made up of a code.
    expect(cells.value(3, 0)).toBe(CELL_UNKNOWN);
    expect(cells.value(5, 2)).toBe(CELL_UNKNOWN);
    expect(cells.value(9, -1)).toBe(CELL_UNKNOWN);
    expect(cells.value(10, -1)).toBe(CELL_NO_TISSUE);
    expect(cells.time(4, 0)).toBe(island.time(1, 1));
  });

  test('what was cleared comes back under what was seen since, also when islands were joined meanwhile', () => {
    const atlas = new Atlas();
    put(atlas.cells(0, layout), [
      [0, 0, 0.1],
      [1, 0, 0.2],
    ]);
    put(atlas.cells(1, layout), [[0, 0, 0.7]]);
    atlas.clear();
    expect(atlas.peekCells(0, layout)).toBeNull();
    put(atlas.cells(0, layout), [[0, 0, 0.6]]);
    atlas.join({ from: 1, into: 0, offset: { x: 32, y: 0 } });
    expect(atlas.undoClear()).toBe(true);
    const cells = atlas.cells(0, layout);
    expect([0, 1, 2].map((column) => cells.value(column, 0))).toEqual([
      Math.fround(0.6),
      Math.fround(0.2),
      Math.fround(0.7),
    ]);
    expect(atlas.undoClear()).toBe(false);
  });

  test('an undo that has run out brings nothing back', () => {
    const atlas = new Atlas();
    put(atlas.cells(0, layout), [[0, 0, 0.1]]);
    atlas.clear();
    atlas.forgetCleared();
    expect(atlas.undoClear()).toBe(false);
    expect(atlas.bytes).toBe(0);
  });
});

describe('memory', () => {
  test('a slide of 25 x 25 mm fits with two models', () => {
    const cells = Math.ceil(25_000 / 16 / PAGE_SIDE + 1) ** 2 * PAGE_SIDE ** 2 * 16;
    const mosaic = Math.ceil(25_000 / 8 / PAGE_SIDE + 1) ** 2 * PAGE_SIDE ** 2 * 4;
    expect(2 * cells + mosaic).toBeLessThan(ATLAS_BUDGET);
    const pages = new CellPages(1);
    put(pages, [[0, 0, 0.5]]);
    expect(pages.bytes).toBe(PAGE_SIDE ** 2 * 16);
  });

  test('the island seen longest ago goes first, the one in view never as a whole', () => {
    const page = PAGE_SIDE ** 2 * 16;
    const atlas = new Atlas(3 * page);
    for (const island of [0, 1, 2]) put(atlas.cells(island, layout), [[0, 0, 0.5]]);
    atlas.cells(0, layout);
    put(atlas.cells(2, layout), [[1000, 0, 0.5]]);
    atlas.trim(2);
    expect(atlas.islands()).toEqual([0, 2]);
    for (let k = 0; k < 10; k++) {
      put(atlas.cells(2, layout), [[k * PAGE_SIDE, 0, 0.5]]);
      atlas.trim(2);
      expect(atlas.bytes).toBeLessThanOrEqual(3 * page);
      expect(atlas.cells(2, layout).value(k * PAGE_SIDE, 0)).toBe(0.5);
    }
    expect(atlas.islands()).toEqual([2]);
    expect(atlas.cells(2, layout).value(0, 0)).toBe(CELL_UNKNOWN);
  });
});
