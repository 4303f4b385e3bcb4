import { describe, expect, test } from 'vitest';
import { convexHull, longestDiameter } from '../domain/feret';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import { nodalSizeClass } from './ajcc';
import { type CellReader, findFoci } from './foci';

const options = { cellUm: 16, threshold: 0.5, modelId: 'm', classId: 'c', island: 3 };

/** Rows of text: # positive, . negative, _ no tissue, x not assessed, space unknown. */
function reader(rows: readonly string[], at = { column: 0, row: 0 }): CellReader {
  const values: Record<string, number> = { '#': 0.9, '.': 0.1, _: CELL_NO_TISSUE, x: CELL_NOT_ASSESSED };
  const value = (column: number, row: number) =>
    values[rows[row - at.row]?.[column - at.column] ?? ' '] ?? CELL_UNKNOWN;
  return {
    value,
    forEach: (visit) => {
      rows.forEach((text, r) => {
        [...text].forEach((letter, c) => {
          if (letter !== ' ') visit(c + at.column, r + at.row, values[letter] ?? CELL_UNKNOWN);
        });
      });
    },
  };
}

function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

describe('foci', () => {
  test('one cell: its area, and its diagonal as diameter', () => {
    const [focus] = findFoci(reader(['...', '.#.', '...'], { column: -10, row: 4 }), options);
    expect(focus).toMatchObject({
      cells: 1,
      areaUm2: 256,
      island: 3,
      open: false,
      bounds: { x: -144, y: 80, width: 16, height: 16 },
    });
    expect(focus?.longestDiameterUm).toBeCloseTo(16 * Math.SQRT2);
  });

  test('cells that touch at a corner are one focus', () => {
    expect(findFoci(reader(['.....', '.#...', '..#..', '...#.', '.....']), options)).toHaveLength(1);
    expect(findFoci(reader(['.....', '.#.#.', '.....']), options)).toHaveLength(2);
  });

  test.each([
    ['unknown', ['...', '.# ', '...'], true],
    ['not assessed', ['...', '.#.', '..x'], true],
    ['no tissue', ['___', '_#_', '___'], false],
    ['the end of the map', ['...', '.#.'], true],
  ])('a border on %s: open %s', (_, rows, open) => {
    expect(findFoci(reader(rows), options)[0]?.open).toBe(open);
  });

  test('a probability at the threshold is positive', () => {
    expect(findFoci(reader(['.#.']), { ...options, threshold: 0.9 })).toHaveLength(1);
    expect(findFoci(reader(['.#.']), { ...options, threshold: 0.91 })).toHaveLength(0);
  });

  test('random maps: the same regions, areas and diameters as by trying everything', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomly(seed);
      const side = 14;
      const letters = [0.1 + 0.5 * random(), 0.8, 0.9];
      const rows = Array.from({ length: side }, () =>
        Array.from({ length: side }, () => {
          const r = random();
          return r < (letters[0] ?? 0) ? '#' : r < 0.8 ? '.' : r < 0.9 ? '_' : 'x';
        }).join(''),
      );
      const cells = reader(rows, { column: -7, row: -7 });
      const expected = byHand(cells, side).sort((a, b) => b.diameter - a.diameter || b.cells - a.cells);
      const found = findFoci(cells, options);
      expect(found.map((focus) => focus.cells)).toEqual(expected.map((region) => region.cells));
      found.forEach((focus, i) => {
        expect(focus.longestDiameterUm).toBeCloseTo((expected[i]?.diameter ?? Number.NaN) * 16, 6);
        const [a, b] = focus.diameter;
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(focus.longestDiameterUm, 6);
      });
    }
  });
});

/** Labels by relaxation, diameter over all pairs of all corners. */
function byHand(cells: CellReader, side: number): { cells: number; diameter: number }[] {
  const positive: { x: number; y: number; label: number }[] = [];
  for (let y = -7; y < side - 7; y++)
    for (let x = -7; x < side - 7; x++)
      if (cells.value(x, y) >= 0.5) positive.push({ x, y, label: positive.length });
  for (let changed = true; changed; ) {
    changed = false;
    for (const a of positive)
      for (const b of positive)
        if (Math.abs(a.x - b.x) <= 1 && Math.abs(a.y - b.y) <= 1 && a.label < b.label) {
          b.label = a.label;
          changed = true;
        }
  }
  return [...new Set(positive.map(({ label }) => label))].map((label) => {
    const members = positive.filter((cell) => cell.label === label);
    const corners = members.flatMap(({ x, y }) =>
      [0, 1].flatMap((dx) => [0, 1].map((dy) => ({ x: x + dx, y: y + dy }))),
    );
    let diameter = 0;
    for (const a of corners)
      for (const b of corners) diameter = Math.max(diameter, Math.hypot(a.x - b.x, a.y - b.y));
    return { cells: members.length, diameter };
  });
}

describe('longest diameter', () => {
  test('of random points, as by trying all pairs', () => {
    const random = randomly(5);
    for (let n = 0; n < 300; n++) {
      const points = Array.from({ length: 1 + Math.floor(random() * 30) }, () => ({
        x: Math.round(random() * 20) - 10,
        y: Math.round(random() * 12) - 6,
      }));
      let longest = 0;
      for (const a of points)
        for (const b of points) longest = Math.max(longest, Math.hypot(a.x - b.x, a.y - b.y));
      expect(longestDiameter(points).length).toBeCloseTo(longest, 9);
    }
  });

  test('of nothing there is none', () => {
    expect(() => longestDiameter([])).toThrow(RangeError);
    expect(convexHull([])).toEqual([]);
  });
});

describe('size classes of nodal metastases', () => {
  test.each([
    [20, 'isolated-tumour-cells'],
    [200, 'isolated-tumour-cells'],
    [200.1, 'micrometastasis'],
    [2000, 'micrometastasis'],
    [2000.1, 'macrometastasis'],
  ])('%d um: %s', (longestDiameterUm, expected) => {
    expect(nodalSizeClass({ longestDiameterUm })).toBe(expected);
  });
});
