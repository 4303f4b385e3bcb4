import { expect, test } from 'vitest';
import type { Mounting } from '../domain/frame';
import { checkFrameSize, effectiveCrop, mountingMap } from './mounting';

/** The mounted picture of letters, row by row. */
function mount(rows: readonly string[], mounting: Mounting): string[] {
  const frame = { width: rows[0]?.length ?? 0, height: rows.length };
  const map = mountingMap(frame, mounting);
  return Array.from({ length: map.size.height }, (_, fy) =>
    Array.from({ length: map.size.width }, (_, fx) => {
      const x = Math.floor(map.a * (fx + 0.5) + map.b * (fy + 0.5) + map.tx);
      const y = Math.floor(map.c * (fx + 0.5) + map.d * (fy + 0.5) + map.ty);
      return rows[y]?.[x] ?? '?';
    }).join(''),
  );
}
const plain = { crop: null, rotation: 0, mirrored: false } as const;
const letters = ['abc', 'def'];

test('rotates clockwise', () => {
  expect(mount(letters, plain)).toEqual(['abc', 'def']);
  expect(mount(letters, { ...plain, rotation: 90 })).toEqual(['da', 'eb', 'fc']);
  expect(mount(letters, { ...plain, rotation: 180 })).toEqual(['fed', 'cba']);
  expect(mount(letters, { ...plain, rotation: 270 })).toEqual(['cf', 'be', 'ad']);
});

test('mirrors left and right after rotating', () => {
  expect(mount(letters, { ...plain, mirrored: true })).toEqual(['cba', 'fed']);
  expect(mount(letters, { ...plain, rotation: 90, mirrored: true })).toEqual(['ad', 'be', 'cf']);
});

test('crops first', () => {
  const row = (y: number) => Array.from({ length: 40 }, (_, x) => (x === 3 && y === 2 ? 'X' : '.')).join('');
  const rows = Array.from({ length: 40 }, (_, y) => row(y));
  const cropped = mount(rows, { crop: { x: 3, y: 2, width: 33, height: 34 }, rotation: 90, mirrored: false });
  expect(cropped).toHaveLength(33);
  expect(cropped[0]?.indexOf('X')).toBe(33);
});

test('a crop outside the frame is kept inside, or dropped', () => {
  const frame = { width: 100, height: 80 };
  expect(effectiveCrop(frame, { x: -5, y: 10.4, width: 200, height: 60 })).toEqual({
    x: 0,
    y: 10,
    width: 100,
    height: 60,
  });
  expect(effectiveCrop(frame, { x: 500, y: 0, width: 50, height: 50 })).toEqual({ x: 0, y: 0, ...frame });
});

test.each([
  [0, 0, 'file-empty'],
  [31, 480, 'file-empty'],
  [Number.NaN, 480, 'file-empty'],
  [20_000, 20_000, 'file-too-large'],
  [9000, 100, 'file-too-large'],
  [8192, 8193, 'file-too-large'],
])('refuses %d x %d', (width, height, code) => {
  expect(() => checkFrameSize({ width, height }, 8192)).toThrow(expect.objectContaining({ code }));
});

test('takes what cameras give', () => {
  expect(() => checkFrameSize({ width: 640, height: 480 })).not.toThrow();
  expect(() => checkFrameSize({ width: 7680, height: 4320 })).not.toThrow();
});
