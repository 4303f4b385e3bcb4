import { expect, test } from 'vitest';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { CHANGES, jpeg50, REFUSED_CHANGES } from './changes';

const field: FieldBytes = {
  width: 40,
  height: 36,
  rgba: Uint8ClampedArray.from({ length: 4 * 40 * 36 }, (_, at) =>
    at % 4 === 3 ? 255 : 150 + 60 * Math.sin((at % 160) / 24) + 20 * Math.cos(at / 480),
  ),
};
const flat: FieldBytes = { ...field, rgba: field.rgba.map((_, at) => [200, 120, 180, 255][at % 4] ?? 0) };
const px = ({ rgba }: FieldBytes, at: number) => [...rgba.slice(4 * at, 4 * at + 3)];

test('JPEG of quality 50 keeps what is smooth and even, and not the px', () => {
  px(jpeg50(flat), 500).forEach((value, c) => {
    expect(Math.abs(value - (px(flat, 500)[c] ?? 0))).toBeLessThanOrEqual(6);
  });
  const left = jpeg50(field);
  const off = Array.from(left.rgba, (value, at) => Math.abs(value - (field.rgba[at] ?? 0)));
  expect(Math.max(...off)).toBeGreaterThan(0);
  expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(12);
});

test('each change leaves an even field even, and px of any colour opaque', () => {
  for (const [name, change] of Object.entries({ ...CHANGES, ...REFUSED_CHANGES })) {
    if (name === 'camera' || name === 'noise 3 %') continue;
    const out = change(flat, 1, () => 0.5);
    expect(px(out, out.width * 16 + 16), name).toEqual(px(out, out.width * 20 + 20));
    expect(out.rgba[3], name).toBe(255);
    expect(out.rgba.length, name).toBe(4 * out.width * out.height);
  }
});

test('tissue is as much larger as the scale says', () => {
  expect(CHANGES['scale 0.8']?.(field, 1, () => 0)).toMatchObject({ width: 28, height: 28 });
  expect(CHANGES['scale 1.25']?.(field, 1, () => 0)).toMatchObject({ width: 36, height: 36 });
});
