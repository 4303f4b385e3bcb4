import { expect, test } from 'vitest';
import { OTHER_PICTURES } from '../../domain/picture';
import { t } from '../i18n/i18n';
import { examinedPercent, STATUS_CODES, statusSentence, toneOf } from './status-sentence';

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

const counts = { assessed: 93, waiting: 0, withoutTissue: 40, refused: { 'out-of-focus': 6, ink: 1 } };
const part = { examined: 0.93, counts } as const;

test('examined is said with the share that is not, and why', () => {
  expect(statusSentence({ code: 'examined', ...part }, t).hint).toBe(
    '7 % of the tissue is not assessed (out of focus).',
  );
  expect(statusSentence({ code: 'frozen', ...part }, t).hint).toMatch(/7 % of the tissue is not assessed/);
  const whole = { examined: 1, counts: { ...counts, refused: {} } };
  expect(statusSentence({ code: 'examined', ...whole }, t).hint).toMatch(/^All tissue/);
  expect(examinedPercent({ code: 'examined', examined: 0.9999, counts })).toBe(99);
  expect(examinedPercent({ code: 'looking', examined: 0 })).toBeNull();
});

test('what stands in the way of the rest does not deny what is examined', () => {
  expect(statusSentence({ code: 'out-of-focus', ...part }, t).hint).toMatch(/93 % of the tissue is examined/);
  expect(statusSentence({ code: 'objective-changed', ...part }, t).hint).toMatch(/Nothing is assessed/);
});

test('a model that is missing, and a source that has nothing to give, are told apart from one that is off or old', () => {
  for (const [status, missing, key] of [
    [{ code: 'no-model', examined: 0 }, true, 'missing'],
    [{ code: 'stale', examined: 0, since: 0, muted: true }, false, 'muted'],
  ] as const)
    expect(statusSentence(status, t, missing).hint).toContain(t(`status.${key}.hint`));
});
