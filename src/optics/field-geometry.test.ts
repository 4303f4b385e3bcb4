import { expect, test } from 'vitest';
import { type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import { type FrameShape, fieldGeometry } from './field-geometry';

const shape = (
  stored: readonly [number, number],
  shown: readonly [number, number] = stored,
  more: Partial<FrameShape> = {},
): FrameShape => ({
  visibleRect: { width: stored[0], height: stored[1] },
  ...{ codedWidth: stored[0] + 8, codedHeight: stored[1] + 6 },
  ...{ displayWidth: shown[0], displayHeight: shown[1] },
  ...more,
});

const mounted: Mounting = { crop: { x: 10.4, y: -5, width: 60, height: 500 }, rotation: 90, mirrored: true };

// Frame, mounting, size of the frame, size of the field; where the stored px of the field's first px lies.
test.each([
  ['plain', shape([120, 80]), PLAIN_MOUNTING, [120, 80], [120, 80], [0.5, 0.5]],
  ['mounted', shape([120, 80]), mounted, [120, 80], [80, 60], [10.5, 0.5]],
  ['px twice as wide', shape([60, 80], [120, 80]), PLAIN_MOUNTING, [120, 80], [120, 80], [0.25, 0.5]],
  ['px twice as wide, mounted', shape([60, 80], [120, 80]), mounted, [120, 80], [80, 60], [5.25, 0.5]],
  [
    'turned',
    shape([80, 120], [120, 80], { rotation: 90 }),
    PLAIN_MOUNTING,
    [120, 80],
    [120, 80],
    [0.5, 119.5],
  ],
  [
    'turned, mounted',
    shape([80, 120], [120, 80], { rotation: 270 }),
    mounted,
    [120, 80],
    [80, 60],
    [79.5, 10.5],
  ],
  [
    'mirrored',
    shape([120, 80], [120, 80], { flip: true }),
    PLAIN_MOUNTING,
    [120, 80],
    [120, 80],
    [119.5, 0.5],
  ],
  [
    'no visible part told',
    shape([120, 80], [128, 86], { visibleRect: null }),
    PLAIN_MOUNTING,
    [128, 86],
    [128, 86],
    [0.5, 0.5],
  ],
  [
    'crop outside',
    shape([120, 80]),
    { ...PLAIN_MOUNTING, crop: { x: 500, y: 0, width: 50, height: 50 } },
    [120, 80],
    [120, 80],
    [0.5, 0.5],
  ],
] as const)('%s', (_, image, mounting, frame, field, first) => {
  const geometry = fieldGeometry(image, mounting);
  expect(geometry.frame).toEqual({ width: frame[0], height: frame[1] });
  expect(geometry.size).toEqual({ width: field[0], height: field[1] });
  const { a, b, tx, c, d, ty } = geometry.toStored;
  expect([0.5 * (a + b) + tx, 0.5 * (c + d) + ty]).toEqual([
    expect.closeTo(first[0], 9),
    expect.closeTo(first[1], 9),
  ]);
});

test('where px are square and upright, stored and shown px are the same to the last bit', () => {
  for (const rotation of [0, 90, 180, 270] as const)
    for (const mirrored of [false, true]) {
      const { toFrame, toStored } = fieldGeometry(shape([123, 457]), { ...mounted, rotation, mirrored });
      // 0 and -0 are one here.
      expect(JSON.stringify(toStored)).toBe(JSON.stringify(toFrame));
    }
});

test('refuses a frame that is no live field, by its own size and by that of its px', () => {
  expect(() => fieldGeometry(shape([16, 16]), PLAIN_MOUNTING)).toThrow(
    expect.objectContaining({ code: 'file-empty' }),
  );
  expect(() => fieldGeometry(shape([64, 9000], [64, 90]), PLAIN_MOUNTING, 8192)).toThrow(
    expect.objectContaining({ code: 'file-too-large' }),
  );
});
