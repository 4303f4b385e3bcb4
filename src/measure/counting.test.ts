import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../domain/annotation';
import { COVERAGE, type MapPicture } from '../domain/slide-map';
import { areaOf, countIn, countingFrameOf, fieldAgainst, seenShare, squareAround } from './counting';

const annotation = (shape: Shape, classId: string, island = 0): Annotation => ({
  ...{ id: crypto.randomUUID(), shape, classId, island, label: '', locked: false },
  ...{ createdAt: new Date(0).toISOString(), origin: { kind: 'drawn' } },
});
const frame = (outline: 'circle' | 'square', areaMm2 = 1) =>
  annotation({ kind: 'counting-frame', centre: { x: 1000, y: 1000 }, areaMm2, outline }, 'mitosis');
function only(annotations: readonly Annotation[]) {
  const found = countingFrameOf(annotations, { classId: 'mitosis', island: 0 });
  if (!found) throw new Error('no frame');
  return found;
}

test('an area is told directly, or by fields of a known diameter', () => {
  const fields = { by: 'fields', areaMm2: 2.2, fields: 10, fieldMm: 0.55 } as const;
  expect(areaOf(fields)).toBeCloseTo(2.376, 3);
  expect(areaOf({ ...fields, by: 'area' })).toBe(2.2);
});

test('points of the class count inside the frame; those beside it are told apart', () => {
  const points = [
    { x: 1000, y: 1000 },
    { x: 1400, y: 1000 },
    { x: 1490, y: 1490 },
    { x: 3000, y: 1000 },
  ];
  const marks = [
    annotation({ kind: 'points', points }, 'mitosis'),
    annotation({ kind: 'points', points }, 'other'),
  ];
  expect(countIn(only([frame('square')]), marks)).toEqual({ inside: 3, outside: 1 });
  expect(countIn(only([frame('circle')]), marks)).toEqual({ inside: 2, outside: 2 });
  expect(
    countIn(only([frame('circle')]), [annotation({ kind: 'points', points }, 'mitosis', 1)]).inside,
  ).toBe(0);
});

test('the newest frame of the class and island counts', () => {
  const [first, second] = [frame('circle'), frame('square')];
  expect(only([first, second, { ...frame('circle'), island: 3 }]).id).toBe(second.id);
  expect(countingFrameOf([first], { classId: 'other', island: 0 })).toBeNull();
});

test.each([
  [{ x: 900, y: 900, width: 200, height: 200 }, 'inside'],
  [{ x: 1300, y: 900, width: 600, height: 200 }, 'across'],
  [{ x: 0, y: 0, width: 2000, height: 2000 }, 'across'],
  [{ x: 1800, y: 900, width: 200, height: 200 }, 'outside'],
] as const)('a field of %o lies %s', (field, where) => {
  for (const outline of ['circle', 'square'] as const)
    expect(fieldAgainst(only([frame(outline)]), field)).toBe(where);
});

test('half of the frame was seen in focus', () => {
  for (const outline of ['circle', 'square'] as const) {
    const one = only([frame(outline)]);
    const around = squareAround(one);
    const side = 64;
    const picture: MapPicture = {
      view: {
        ...{ island: 0, origin: { x: around.x, y: around.y }, umPerPx: around.width / side },
        ...{ width: side, height: side, layer: null },
      },
      rgba: new Uint8ClampedArray(0),
      probability: new Float32Array(0),
      coverage: Uint8Array.from({ length: side * side }, (_, i) =>
        i % side < side / 2 ? COVERAGE.examined : i < 99 ? COVERAGE.outOfFocus : COVERAGE.notSeen,
      ),
    };
    expect(seenShare(one, picture)).toBeCloseTo(0.5, 2);
  }
});
