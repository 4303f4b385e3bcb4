import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RegionPart } from '../domain/region';
import { regionArea, simpleRegion } from '../domain/region';
import type { Ring } from '../domain/ring';
import { cellOutline } from './cell-outline';
import { runsOf } from './foci';
import { MOST_AREA_CHANGE, simplified } from './simplify-outline';

const TOLERANCE = 8;

function away(ring: Ring, { x, y }: { x: number; y: number }): number {
  return Math.min(
    ...ring.map((a, i) => {
      const b = ring[(i + 1) % ring.length] ?? a;
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
      const t = Math.min(1, Math.max(0, along));
      return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
    }),
  );
}

/** A star of many corners whose radius wavers. */
const stars = fc.array(fc.double({ min: 60, max: 140, noNaN: true }), { minLength: 8, maxLength: 90 }).map(
  (radii): RegionPart => ({
    outer: radii.map((radius, i) => {
      const angle = (2 * Math.PI * i) / radii.length;
      return { x: 500 + radius * Math.cos(angle), y: -300 + radius * Math.sin(angle) };
    }),
    holes: [],
  }),
);
const blocks = fc
  .uniqueArray(fc.nat(63), { minLength: 1, maxLength: 60 })
  .map((cells) =>
    cellOutline({ runs: runsOf(cells.map((i) => ({ x: i % 8, y: Math.floor(i / 8) }))), cellUm: 16 }),
  )
  .map(([part]) => part)
  .filter((part) => part !== undefined);

test('no corner lies farther away than the tolerance, and the area hardly changes', () => {
  fc.assert(
    fc.property(fc.oneof(stars, blocks), (part) => {
      const fewer = simplified(part, TOLERANCE);
      const rings = (of: RegionPart) => [of.outer, ...of.holes];
      expect(fewer.holes).toHaveLength(part.holes.length);
      for (const [i, ring] of rings(part).entries())
        for (const corner of ring)
          expect(away(rings(fewer)[i] ?? [], corner)).toBeLessThanOrEqual(TOLERANCE + 1e-9);
      const area = regionArea([part]);
      expect(Math.abs(regionArea([fewer]) - area)).toBeLessThanOrEqual(MOST_AREA_CHANGE * area + 1e-9);
      if (fewer !== part) expect(simpleRegion([fewer])).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});

test('a circle of many corners keeps few of them', () => {
  const outer = Array.from({ length: 400 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 400;
    return { x: 300 * Math.cos(angle), y: 300 * Math.sin(angle) };
  });
  const fewer = simplified({ outer, holes: [] }, TOLERANCE);
  expect(fewer.outer.length).toBeLessThan(40);
  expect(fewer.outer.length).toBeGreaterThan(8);
});
