import { expect, test } from 'vitest';
import { OTHER_PICTURES } from '../../domain/picture';
import { t } from '../i18n/i18n';
import { STATUS_CODES, statusSentence, toneOf } from './status-sentence';

test.each(STATUS_CODES)('%s says what is happening and what to do', (code) => {
  const { title, hint } = statusSentence({ code, examined: 0 }, t);
  expect(title.length).toBeGreaterThan(3);
  expect(title).not.toContain('status.');
  expect(hint.length).toBeGreaterThan(10);
  expect(hint).not.toMatch(/status\.|\{\{|undefined/);
});

test('no two codes say the same', () => {
  const titles = STATUS_CODES.map((code) => statusSentence({ code, examined: 0 }, t).title);
  expect(new Set(titles).size).toBe(STATUS_CODES.length);
});

test('what keeps tissue from being assessed says so', () => {
  for (const code of [
    'out-of-focus',
    'over-exposed',
    'under-exposed',
    ...OTHER_PICTURES,
    'wrong-scale',
    'objective-changed',
    'not-calibrated',
    'tracking-lost',
  ] as const) {
    expect(statusSentence({ code, examined: 0 }, t).hint).toMatch(/nothing is assessed/i);
    expect(toneOf(code)).toBe('act');
  }
});

test('wrong magnification names the objectives that fit', () => {
  const scale = { umPerPx: 2.5, range: [0.24, 1.3] as const, objectives: [10, 20] };
  expect(statusSentence({ code: 'wrong-scale', examined: 0, scale }, t).hint).toContain('10x or 20x');
  expect(statusSentence({ code: 'wrong-scale', examined: 0 }, t).hint).toContain('another objective');
});
