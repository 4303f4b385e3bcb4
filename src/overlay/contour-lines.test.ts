import { expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import { WINDOW_REACH } from './appearance';
import { sampleCells } from './cell-sample';
import { traceContours } from './contour-lines';
import { fitFrame } from './frame-fit';
import { stateRuns } from './state-regions';
import { cellWindow, sceneOf } from './test-scene';

type Segment = [number, number, number, number];

function trace(columns: number, rows: number, value: (c: number, r: number) => number, level: number) {
  const values = Float32Array.from({ length: columns * rows }, (_, i) =>
    value(i % columns, Math.floor(i / columns)),
  );
  const segments: Segment[] = [];
  let from: [number, number] = [0, 0];
  traceContours(
    {
      moveTo: (x, y) => {
        from = [x, y];
      },
      lineTo: (x, y) => segments.push([...from, x, y]),
    },
    values,
    columns,
    rows,
    level,
    { x: 100, y: 50, step: 4 },
  );
  return segments;
}

test('a ramp is crossed by a straight line exactly at its level', () => {
  const segments = trace(10, 6, (c) => c / 9, 0.5);
  expect(segments).toHaveLength(5);
  for (const [x0, , x1] of segments) {
    expect(x0).toBeCloseTo(100 + 4.5 * 4, 4);
    expect(x1).toBeCloseTo(100 + 4.5 * 4, 4);
  }
});

test('a disc gives one closed curve of its circumference', () => {
  const segments = trace(61, 61, (c, r) => 30 - Math.hypot(c - 30, r - 30), 10);
  const length = segments.reduce((sum, [a, b, c, d]) => sum + Math.hypot(c - a, d - b), 0);
  expect(length / (2 * Math.PI * 20 * 4)).toBeCloseTo(1, 2);
  const ends = new Map<string, number>();
  for (const [a, b, c, d] of segments)
    for (const key of [`${a.toFixed(3)} ${b.toFixed(3)}`, `${c.toFixed(3)} ${d.toFixed(3)}`])
      ends.set(key, (ends.get(key) ?? 0) + 1);
  for (const count of ends.values()) expect(count % 2).toBe(0);
});

test('every pattern of corners is crossed between its high and low corners only', () => {
  for (let pattern = 0; pattern < 16; pattern++) {
    const corner = (c: number, r: number) => ((pattern >> (r * 2 + c)) & 1 ? 1 : 0);
    const segments = trace(2, 2, corner, 0.5);
    const changes = [
      [0, 0, 1, 0],
      [1, 0, 1, 1],
      [0, 1, 1, 1],
      [0, 0, 0, 1],
    ] as const;
    const crossed = changes.filter(([a, b, c, d]) => corner(a, b) !== corner(c, d));
    const middles = crossed.map(([a, b, c, d]) => `${100 + 2 * (a + c)} ${50 + 2 * (b + d)}`).sort();
    expect(segments.flatMap(([a, b, c, d]) => [`${a} ${b}`, `${c} ${d}`]).sort()).toEqual(middles);
  }
});

test('no line runs where a corner is not known', () => {
  expect(trace(8, 8, (c) => (c < 4 ? 1 : Number.NaN), 0.5)).toHaveLength(0);
});

test('samples know their cell, leave unknown neighbours out, and reproduce a ramp', () => {
  const out = { state: 0, probability: 0, smooth: 0, slope: 0, bend: 0, known: 0, examined: 0 };
  const ramp = cellWindow((column, row) => 0.5 + 0.001 * column - 0.002 * row);
  sampleCells(ramp, -37.3, 41.8, out);
  expect(out.state).toBe(0);
  // Value at a cell's centre is that of its index.
  expect(out.probability).toBeCloseTo(0.5 + 0.001 * -37.8 - 0.002 * 41.3, 5);
  expect(out.smooth).toBeCloseTo(out.probability, 5);
  expect(out.slope).toBeCloseTo(Math.hypot(0.001, 0.002), 5);
  expect([out.known, out.examined].map((share) => share.toFixed(5))).toEqual(['1.00000', '1.00000']);
  const half = cellWindow((column) => (column < 0 ? 0.8 : CELL_NOT_ASSESSED));
  expect(sampleCells(half, -0.1, 3.2, out)).toMatchObject({ state: 0 });
  expect(out.probability).toBeCloseTo(0.8, 5);
  expect(out.smooth).toBeCloseTo(0.8, 5);
  expect(out.slope).toBeCloseTo(0, 5);
  // Half of what lies about an edge is known; glass counts as examined, what was not assessed does not.
  expect(sampleCells(half, 0, 3.2, out).known).toBeCloseTo(0.5, 5);
  expect(out.examined).toBeCloseTo(0.5, 5);
  const glass = cellWindow((column) => (column < 0 ? 0.8 : CELL_NO_TISSUE));
  expect(sampleCells(glass, 0, 3.2, out).known).toBeCloseTo(0.5, 5);
  expect(out.examined).toBeCloseTo(1, 5);
  expect(sampleCells(half, 0.1, 3.2, out).state).toBe(CELL_NOT_ASSESSED);
  expect(sampleCells(half, 5, 3.2, out).smooth).toBeNaN();
  expect(
    sampleCells(
      cellWindow(() => Number.NaN),
      0,
      0,
      out,
    ).state,
  ).toBe(CELL_NOT_ASSESSED);
});

test('runs of states tile the frame without gap or overlap', () => {
  const window = cellWindow((column, row) => {
    const pick = Math.abs(column * 7 + row * 3) % 4;
    return [0.3, CELL_UNKNOWN, CELL_NO_TISSUE, CELL_NOT_ASSESSED][pick] ?? 0;
  });
  const frameSize = { width: 101, height: 67 };
  for (const umPerPx of [0.3, 1, 3.7]) {
    const scene = sceneOf(window, { frameSize, umPerPx, centre: { x: -123.4, y: 77.7 } });
    const [layer] = scene.layers;
    if (!layer || !scene.placement) throw new Error('no layer');
    const seen = new Uint8Array(101 * 67);
    const runs = stateRuns(layer, fitFrame(frameSize, frameSize), scene.placement);
    expect(runs.size).toBe(4);
    for (const rects of runs.values())
      for (const rect of rects)
        for (let y = rect.y; y < rect.y + rect.height; y++)
          for (let x = rect.x; x < rect.x + rect.width; x++) seen[y * 101 + x] = (seen[y * 101 + x] ?? 0) + 1;
    expect([...seen].every((count) => count === 1)).toBe(true);
  }
});

test('cells beyond the reach of the window count as unknown', () => {
  const scene = sceneOf(
    cellWindow(() => 0.9, CELL_WINDOW / 2),
    { umPerPx: 40 },
  );
  const [layer] = scene.layers;
  if (!layer || !scene.placement) throw new Error('no layer');
  const fit = fitFrame(scene.frameSize, scene.frameSize);
  const known = stateRuns(layer, fit, scene.placement).get(0) ?? [];
  const left = Math.min(...known.map((rect) => rect.x));
  expect(Math.abs(left - (48 - WINDOW_REACH / 5))).toBeLessThanOrEqual(1);
});
