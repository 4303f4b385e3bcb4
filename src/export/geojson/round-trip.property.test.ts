import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../../domain/annotation';
import { EXAMPLE_CASE, exampleInput, exampleSnapshot } from '../testing/example';
import { readGeojson } from './read-geojson';
import { writeGeojson } from './write-geojson';

const um = fc.double({ min: -50_000, max: 50_000, noNaN: true, noDefaultInfinity: true });
const size = fc.double({ min: 0.1, max: 5000, noNaN: true });
const point = fc.record({ x: um, y: um });
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({
    kind: fc.constant('polygon' as const),
    points: fc.array(point, { minLength: 3, maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('points' as const),
    points: fc.array(point, { minLength: 1, maxLength: 30 }),
  }),
  fc.record({ kind: fc.constant('rectangle' as const), x: um, y: um, width: size, height: size }),
  fc.record({ kind: fc.constant('ellipse' as const), centre: point, radiusX: size, radiusY: size }),
  fc.record({ kind: fc.constant('line' as const), from: point, to: point }),
  fc.record({ kind: fc.constant('arrow' as const), from: point, to: point }),
  fc.record({ kind: fc.constant('text' as const), at: point }),
  fc.record({
    kind: fc.constant('counting-frame' as const),
    centre: point,
    areaMm2: fc.double({ min: 0.001, max: 100, noNaN: true }),
    outline: fc.constantFrom('square' as const, 'circle' as const),
  }),
);

const umPerPx = fc.double({ min: 0.05, max: 10, noNaN: true });

/** Numbers of a shape, in order; a ring from its corner nearest to `first`, since a file may turn it round. */
function numbersOf(made: Shape): number[] {
  const numbers: number[] = [];
  JSON.stringify(made, (_, value: unknown) => {
    if (typeof value === 'number') numbers.push(value);
    return value;
  });
  return numbers;
}

/** Largest distance of a number of `a` from that of `b`; rings may run the other way from the same first corner. */
function apart(a: Shape, b: Shape): number {
  const backwards =
    a.kind === 'polygon' ? { ...a, points: [...a.points.slice(0, 1), ...a.points.slice(1).reverse()] } : a;
  const away = (from: Shape) => {
    const [left, right] = [numbersOf(from), numbersOf(b)];
    if (left.length !== right.length) return Number.POSITIVE_INFINITY;
    return Math.max(...left.map((value, i) => Math.abs(value - (right[i] ?? Number.NaN))));
  };
  return Math.min(away(a), away(backwards));
}

test.each(['px', 'um'] as const)('every shape written in %s is read back to 0.01 um', async (coordinates) => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 8 }), umPerPx, async (shapes, scale) => {
      const example = exampleSnapshot().snapshot;
      const island = example.stage?.island ?? 0;
      const annotations = shapes.map(
        (made, i): Annotation => ({
          id: `22222222-2222-4222-8222-${String(i).padStart(12, '0')}`,
          shape: made,
          island,
          classId: null,
          label: `<b>${i}</b> "μ"`,
          locked: i % 2 === 0,
          createdAt: '2026-11-23T00:00:00.000Z',
          origin: { kind: 'drawn' },
        }),
      );
      const calibration = example.calibration && { ...example.calibration, umPerPx: scale };
      const snapshot = { ...example, annotations, calibration };
      const input = { ...exampleInput(), options: { coordinates } };
      const file = new Blob([JSON.stringify(writeGeojson(input, { snapshot }))]);
      const { parsed, error } = await readGeojson(file, {
        snapshot,
        classes: EXAMPLE_CASE.classes,
        now: '2026-11-23T00:00:00.000Z',
        newId: () => crypto.randomUUID(),
      });
      expect(error).toBeNull();
      expect(parsed?.annotations).toHaveLength(annotations.length);
      parsed?.annotations.forEach((read, i) => {
        const { shape: made, ...rest } = annotations[i] ?? read;
        const { shape: back, ...others } = read;
        expect(others).toEqual(rest);
        expect(back.kind).toBe(made.kind);
        expect(apart(made, back)).toBeLessThanOrEqual(0.01);
      });
    }),
    { numRuns: 60 },
  );
});
