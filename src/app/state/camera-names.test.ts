import { expect, test } from 'vitest';
import { nameCameras } from './camera-names';
import type { Preferences } from './preferences';

const usb = (deviceId: string) => ({ deviceId, label: 'USB Camera' });
const names = (cameras: Preferences['cameras'] | null) =>
  Object.fromEntries(Object.entries(cameras ?? {}).map(([id, { name }]) => [id, name]));

test('a camera that is the only one of its make has its label', () => {
  const cameras = nameCameras([usb('a'), { deviceId: 'w', label: 'Webcam' }], {});
  expect(names(cameras)).toEqual({ a: 'USB Camera', w: 'Webcam' });
  expect(nameCameras([usb('a')], cameras ?? {})).toBeNull();
});

test('a second one of the same make has a number, whichever is plugged in and listed first from then on', () => {
  const first = nameCameras([usb('a')], { a: { relay: 0.5 } }) ?? {};
  const both = nameCameras([usb('b'), usb('a')], first) ?? {};
  expect(names(both)).toEqual({ a: 'USB Camera', b: 'USB Camera (2)' });
  expect(both.a?.relay).toBe(0.5);
  expect(nameCameras([usb('b')], both)).toBeNull();
  expect(names(nameCameras([usb('c')], both))).toMatchObject({ c: 'USB Camera (3)' });
});

test('of two that come at once neither is taken for the one that was measured under the plain label', () => {
  const both = nameCameras([usb('a'), usb('b')], {}) ?? {};
  expect(names(both)).toEqual({ a: 'USB Camera (1)', b: 'USB Camera (2)' });
});

test('the only one of its make keeps its name under a new id', () => {
  const first = nameCameras([usb('a')], {}) ?? {};
  expect(names(nameCameras([usb('new')], first))).toEqual({ a: undefined, new: 'USB Camera' });
});

test('a label that only looks like a numbered one is another make', () => {
  const cameras = nameCameras([{ deviceId: 'x', label: 'USB Camera (046d:0825)' }], {}) ?? {};
  expect(names(nameCameras([usb('a')], cameras))).toMatchObject({ a: 'USB Camera' });
});

test('nothing is named before the browser tells labels', () => {
  expect(
    nameCameras(
      [
        { deviceId: '', label: '' },
        { deviceId: 'a', label: '' },
      ],
      {},
    ),
  ).toBeNull();
});
