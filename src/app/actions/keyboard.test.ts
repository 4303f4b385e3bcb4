import { expect, test } from 'vitest';
import { type FocusTarget, isSingleKey, usesKey } from './keyboard';

const on = (tag: string, more: Partial<FocusTarget> = {}): FocusTarget => ({
  tag,
  type: null,
  role: null,
  editable: false,
  ...more,
});

test('no shortcut fires while typing', () => {
  for (const target of [
    on('input'),
    on('input', { type: 'number' }),
    on('textarea'),
    on('div', { editable: true }),
  ]) {
    for (const key of ['h', ' ', 'ArrowLeft', '1', '?']) expect(usesKey(target, key)).toBe(true);
    expect(usesKey(target, 'Escape')).toBe(false);
  }
});

test('a focused control keeps the keys that work it', () => {
  expect(usesKey(on('button'), ' ')).toBe(true);
  expect(usesKey(on('button', { role: 'switch' }), 'Enter')).toBe(true);
  expect(usesKey(on('span', { role: 'slider' }), 'ArrowLeft')).toBe(true);
  expect(usesKey(on('input', { type: 'radio' }), 'ArrowDown')).toBe(true);
  expect(usesKey(on('select'), 'l')).toBe(true);
});

test('and leaves the others to the shortcuts', () => {
  expect(usesKey(on('button'), 'f')).toBe(false);
  expect(usesKey(on('span', { role: 'slider' }), ' ')).toBe(false);
  expect(usesKey(on('span', { role: 'slider' }), 'h')).toBe(false);
  expect(usesKey(on('main'), 'ArrowLeft')).toBe(false);
  expect(usesKey(on('body'), ' ')).toBe(false);
});

test('shortcuts of one key can be told from the rest', () => {
  for (const key of ['h', '1', 'Space', 'ArrowLeft', 'Shift+?', '[']) expect(isSingleKey(key)).toBe(true);
  for (const key of ['$mod+z', 'Escape', 'F1']) expect(isSingleKey(key)).toBe(false);
});
