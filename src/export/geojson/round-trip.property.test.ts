import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { outlineOf, simpleShape } from '../../domain/outline';
import { regionArea, regionPerimeter, ringsOf } from '../../domain/region';
import { EXAMPLE_CASE, exampleInput, exampleSnapshot } from '../testing/example';
import { anyShape } from '../testing/shapes';
import { readGeojson } from './read-geojson';
import { writeGeojson } from './write-geojson';

/** Shapes as the page keeps them: what covers nothing is not kept. */
const drawn = anyShape.map((shape) => simpleShape(shape)).filter((shape) => shape !== null);

const umPerPx = fc.double({ min: 0.05, max: 10, noNaN: true });

/** Each ring's corners in an order that neither its direction nor its first corner changes. */
function cornersOf(shape: Shape): readonly (readonly number[])[] {
  const sorted = (points: readonly PointUm[]) =>
    points.map(({ x, y }) => [x, y]).sort(([ax = 0, ay = 0], [bx = 0, by = 0]) => ax - bx || ay - by);
  if (shape.kind === 'points' || shape.kind === 'polyline') return shape.points.map(({ x, y }) => [x, y]);
  const region = shape.kind === 'polygon' || shape.kind === 'multi-polygon' ? outlineOf(shape) : null;
  if (region) return ringsOf(region).flatMap(sorted);
  return [
    JSON.stringify(shape)
      .match(/-?\d+(\.\d+)?(e-?\d+)?/g)
      ?.map(Number) ?? [],
  ];
}

/** Whether two shapes cover the same, to `near` um: by their corners, or where these are others by area and edge. */
function same(a: Shape, b: Shape, near: number): boolean {
  const [left, right] = [cornersOf(a).flat(), cornersOf(b).flat()];
  if (left.length === right.length && left.every((value, i) => Math.abs(value - (right[i] ?? NaN)) <= near))
    return true;
  const [was, is] = [outlineOf(a), outlineOf(b)];
  if (!was || !is) return false;
  return Math.abs(regionArea(was) - regionArea(is)) <= near * (regionPerimeter(was) + 1);
}

test.each(['px', 'um'] as const)('every shape written in %s is read back to 0.01 um', async (coordinates) => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 8 }), umPerPx, async (shapes, scale) => {
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
      const file = new Blob([JSON.stringify(writeGeojson(input, snapshot, []))]);
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
        if (made.kind !== 'polygon' && made.kind !== 'multi-polygon') expect(back.kind).toBe(made.kind);
        expect(same(made, back, 0.01), JSON.stringify([made, back])).toBe(true);
      });
    }),
    { numRuns: 60 },
  );
});
