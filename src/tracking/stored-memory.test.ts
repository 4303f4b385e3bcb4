import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CpuTracker } from './cpu-tracker';
import { GRID } from './plane-match';
import { SlideMemory } from './slide-memory';
import { MOST_STORED, readStoredMemory, restoreMemory, storeMemory } from './stored-memory';
import { MovingCamera, type Specimen, stainedSpecimen } from './testing/moving-slide';

const SPECTRUM = GRID * GRID * 2;
const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const remembered = fc.record({
  highestIsland: fc.constant(5),
  joins: fc.array(
    fc.record({
      from: fc.integer({ min: 3, max: 5 }),
      into: fc.integer({ min: 0, max: 2 }),
      offset: fc.record({ x: coordinate, y: coordinate }),
    }),
    { maxLength: 3 },
  ),
  fields: fc.array(
    fc
      .tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.record({ x: coordinate, y: coordinate }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 120 }),
      )
      .map(([width, height, centre, island, seed]) => ({
        centre,
        island,
        made: 0,
        look: {
          ...{ width, height, pxUm: seed / 7 },
          values: Uint8Array.from({ length: width * height * 2 }, (_, i) => (i * seed) % 256),
        },
        spectrum: Int8Array.from({ length: SPECTRUM }, (_, i) => ((i * seed) % 255) - 127),
      })),
    { maxLength: 4 },
  ),
});

test('what is stored comes back, through structured clone too', () => {
  fc.assert(
    fc.property(remembered, (before) => {
      const stored = storeMemory(before);
      expect(isDeepStrictEqual(restoreMemory(structuredClone(stored)), structuredClone(before))).toBe(true);
      expect(isDeepStrictEqual(storeMemory(restoreMemory(stored)), stored)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('of more keyframes than may be stored the newest are', () => {
  const look = { width: 1, height: 1, pxUm: 1, values: new Uint8Array(2) };
  const spectrum = new Int8Array(SPECTRUM);
  const fields = Array.from({ length: MOST_STORED + 3 }, (_, x) => ({
    ...{ centre: { x, y: 0 }, island: 0, made: 0, look, spectrum },
  }));
  const { keyframes } = storeMemory({ highestIsland: 0, joins: [], fields });
  expect([keyframes.length, keyframes[0]?.centre.x]).toEqual([MOST_STORED, 3]);
});

const SIZE = { width: 640, height: 360 };
const wide = stainedSpecimen(4200, 1600, 5);
const session = (tracker: CpuTracker) => {
  const camera = new MovingCamera(SIZE.width, SIZE.height, { noise: 0.02, vignetting: 0.3, dust: 10 });
  return (x: number, y: number, specimen: Specimen = wide) =>
    tracker.register(camera.expose(specimen, { x, y }, 1, 1, 0), 1);
};

test('a slide that is continued finds its place again, on an island that no earlier one had', () => {
  const memory = new SlideMemory();
  const see = session(new CpuTracker(memory));
  for (let x = 400; x <= 1200; x += 80) see(x, 500);
  const before = see(1200, 500);
  const kept = structuredClone(storeMemory(memory.remembered()));

  const tracker = new CpuTracker();
  const again = session(tracker);
  // Another slide in between, which counted its islands too.
  for (let i = 0; i < 4; i++) again(500 + 40 * i, 300, stainedSpecimen(1500, 1100, 77));
  tracker.beginSlide(restoreMemory(kept));
  const first = again(1230, 520);
  expect(first.island).toBeGreaterThan(before.island);
  for (let i = 0; i < 8; i++) again(1230, 520);
  const found = again(1230, 520);
  expect(found.island).toBe(before.island);
  expect(
    Math.hypot(found.centre.x - before.centre.x - 30, found.centre.y - before.centre.y - 20),
  ).toBeLessThan(2);
});

test('the next slide knows nothing of the one before: its own tissue is not found there', () => {
  const tracker = new CpuTracker();
  const see = session(tracker);
  for (let x = 400; x <= 1200; x += 80) see(x, 500);
  tracker.beginSlide(null);
  expect(see(1200, 500)).toMatchObject({ island: 0, centre: { x: 0, y: 0 } });
  for (let i = 0; i < 12; i++) see(1200, 500 + 20 * i);
  expect(tracker.takeEvents()).toEqual([]);
});

const one = storeMemory({
  highestIsland: 1,
  joins: [{ from: 1, into: 0, offset: { x: 1, y: 2 } }],
  fields: [
    {
      ...{ centre: { x: 1, y: 2 }, island: 0, made: 0 },
      look: { width: 2, height: 2, pxUm: 4, values: new Uint8Array(8) },
      spectrum: new Int8Array(SPECTRUM),
    },
  ],
});
const [keyframe] = one.keyframes;

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /it: /],
  ['a later version', { ...one, version: 2 }, /version/],
  ['pictures that are cut short', { ...one, pictures: one.pictures.slice(1) }, /pictures.*size/],
  ['spectra that are cut short', { ...one, spectra: one.spectra.slice(1) }, /spectra.*size/],
  ['a place that is none', { ...one, keyframes: [{ ...keyframe, centre: { x: 1e300, y: 0 } }] }, /centre\.x/],
  ['a keyframe without size', { ...one, keyframes: [{ ...keyframe, width: 0 }] }, /width/],
  ['an island that was never begun', { ...one, highestIsland: -1, joins: [] }, /keyframes.*never begun/],
  [
    'a join with itself',
    { ...one, joins: [{ from: 1, into: 1, offset: { x: 0, y: 0 } }] },
    /joins.*never begun/,
  ],
])('%s is refused by name', (_, stored, message) => {
  expect(() => readStoredMemory(stored)).toThrow(
    expect.objectContaining({ code: 'record-corrupt', message: expect.stringMatching(message) }),
  );
});
