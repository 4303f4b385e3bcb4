import { expect, test } from 'vitest';
import { ACTIONS } from '../actions/actions';
import { keyLabel, listedKeys } from './key-label';

test('a binding is shown as it is printed on the keys', () => {
  expect(keyLabel('$mod+Shift+z', 'Linux x86_64')).toBe('Ctrl Shift Z');
  expect(keyLabel('$mod+s', 'MacIntel')).toBe('Cmd S');
  expect(keyLabel('Shift+?')).toBe('?');
  expect(keyLabel('Shift+M')).toBe('Shift M');
  expect(keyLabel('ArrowUp')).toBe('↑');
  expect(keyLabel('Shift+Delete')).toBe('Shift Del');
});

test('every action lists a key, and none in the notation of the program', () => {
  for (const { id, keys } of ACTIONS) {
    const labels = listedKeys(keys);
    expect(labels.length, id).toBeGreaterThan(0);
    for (const label of labels) expect(label, id).not.toMatch(/\$mod|Bracket|Arrow|\+/);
  }
});
