import { describe, expect, test } from 'vitest';
import type { Annotation, Shape } from '../domain/annotation';
import { figureText } from './figure-text';
import { contains, measureAnnotation, sizeOf } from './shapes';

let counter = 0;
function annotation(shape: Shape, island = 0): Annotation {
  counter++;
  return {
    id: `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`,
    shape,
    island,
    classId: null,
    label: '',
    locked: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    origin: { kind: 'drawn' },
  };
}

const far = 250_000;
const triangle: Shape = {
  kind: 'polygon',
  points: [
    { x: far, y: far },
    { x: far + 300, y: far },
    { x: far, y: far + 400 },
  ],
};

describe('sizeOf', () => {
  test('a triangle of 300, 400, 500 um far from the origin', () => {
    expect(sizeOf(triangle).area).toBeCloseTo(60_000, 6);
    expect(sizeOf(triangle).perimeter).toBeCloseTo(1200, 6);
  });

  test('the turn of a ring does not matter', () => {
    const turned = { kind: 'polygon', points: [...triangle.points].reverse() } as const;
    expect(sizeOf(turned).area).toBeCloseTo(60_000, 6);
  });

  test('circle, squeezed ellipse, rectangle, line', () => {
    const circle: Shape = { kind: 'ellipse', centre: { x: 0, y: 0 }, radiusX: 100, radiusY: 100 };
    expect(sizeOf(circle).area).toBeCloseTo(Math.PI * 1e4, 6);
    expect(sizeOf(circle).perimeter).toBeCloseTo(200 * Math.PI, 6);
    const thin: Shape = { kind: 'ellipse', centre: { x: 0, y: 0 }, radiusX: 100, radiusY: 1e-6 };
    expect(sizeOf(thin).perimeter).toBeCloseTo(400, 0);
    expect(sizeOf({ kind: 'rectangle', x: 1, y: 2, width: 30, height: 4 })).toMatchObject({
      perimeter: 68,
      area: 120,
    });
    expect(sizeOf({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 3, y: 4 } }).length).toBe(5);
  });

  test('a polygon through many points of a circle comes to its area', () => {
    const points = Array.from({ length: 720 }, (_, k) => ({
      x: 50 * Math.cos((k * Math.PI) / 360),
      y: 50 * Math.sin((k * Math.PI) / 360),
    }));
    expect(sizeOf({ kind: 'polygon', points }).area).toBeCloseTo(Math.PI * 2500, 0);
  });

  test('a frame has the area that was asked for', () => {
    for (const outline of ['square', 'circle'] as const) {
      const frame: Shape = { kind: 'counting-frame', centre: { x: 5, y: 5 }, areaMm2: 0.25, outline };
      expect(sizeOf(frame).area).toBe(250_000);
      const reach = outline === 'square' ? 250 : Math.sqrt(250_000 / Math.PI);
      expect(contains(frame, { x: 5 + reach - 0.01, y: 5 })).toBe(true);
      expect(contains(frame, { x: 5 + reach + 0.01, y: 5 })).toBe(false);
    }
  });
});

describe('measureAnnotation', () => {
  const points = annotation({
    kind: 'points',
    points: [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 2000, y: 0 },
    ],
  });
  const frame = annotation({
    kind: 'counting-frame',
    centre: { x: 0, y: 0 },
    areaMm2: 0.5,
    outline: 'circle',
  });

  test('points in a frame are counted per mm2', () => {
    const figures = measureAnnotation(frame, [frame, points], null);
    expect(figures.find(({ quantity }) => quantity === 'count')?.value).toBe(2);
    expect(figures.find(({ quantity }) => quantity === 'density')).toMatchObject({ value: 4, unit: '/mm2' });
  });

  test('points of another island are elsewhere', () => {
    const elsewhere = { ...points, island: 1 };
    const figures = measureAnnotation(frame, [elsewhere], null);
    expect(figures.find(({ quantity }) => quantity === 'count')?.value).toBe(0);
  });

  test('the uncertainty of um/px counts once in a length and twice in an area', () => {
    const line = annotation({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 100, y: 0 } });
    expect(measureAnnotation(line, [], 0.03)[0]).toMatchObject({ value: 100, unit: 'um', uncertainty: 3 });
    const area = measureAnnotation(annotation(triangle), [], 0.03).find(
      ({ quantity }) => quantity === 'area',
    );
    expect(area?.uncertainty).toBeCloseTo(0.06 * 60_000, 6);
    expect(measureAnnotation(line, [], null)[0]?.uncertainty).toBeNull();
  });

  test('a point on the outside of a concave polygon is outside', () => {
    const u: Shape = {
      kind: 'polygon',
      points: [
        { x: 0, y: 0 },
        { x: 30, y: 0 },
        { x: 30, y: 30 },
        { x: 20, y: 30 },
        { x: 20, y: 10 },
        { x: 10, y: 10 },
        { x: 10, y: 30 },
        { x: 0, y: 30 },
      ],
    };
    expect(contains(u, { x: 15, y: 20 })).toBe(false);
    expect(contains(u, { x: 5, y: 20 })).toBe(true);
  });
});

test('a region that the edge of what was examined cuts has at least its area, and no perimeter', () => {
  const found = measureAnnotation(
    {
      ...{ id: crypto.randomUUID(), island: 0, classId: null, label: '', locked: false },
      createdAt: '2026-11-22T14:00:00Z',
      shape: { kind: 'rectangle', x: 0, y: 0, width: 30, height: 20 },
      origin: {
        ...{ kind: 'model', modelId: 'm', modelHash: '', classId: 'c', threshold: 0.5, corrected: false },
        cut: true,
      },
    },
    [],
    null,
  );
  expect(found).toMatchObject([{ quantity: 'area', value: 600, isAtLeast: true }]);
  expect(found).toHaveLength(1);
  const [area] = found;
  expect(area && figureText(area)).toEqual({ value: '≥ 600', uncertainty: null, unit: 'µm²' });
});
