import { expect, test } from 'vitest';
import { OTHER_PICTURES } from '../../domain/picture';
import { t } from '../i18n/i18n';
import { analysedPercent, isAllAnalysed, STATUS_CODES, statusSentence, toneOf } from './status-sentence';

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

test('what keeps tissue from being analysed says so', () => {
  for (const code of [
    'out-of-focus',
    'over-exposed',
    'under-exposed',
    ...OTHER_PICTURES,
    'wrong-scale',
    'field-too-small',
    'objective-changed',
    'not-calibrated',
    'tracking-lost',
  ] as const) {
    expect(statusSentence({ code, examined: 0 }, t).hint).toMatch(/nothing is analysed/i);
    expect(toneOf(code)).toBe('act');
  }
});

test('wrong magnification names the objectives that fit', () => {
  const scale = { umPerPx: 2.5, range: [0.24, 1.3] as const, objectives: [10, 20] };
  expect(statusSentence({ code: 'wrong-scale', examined: 0, scale }, t).hint).toContain('10x or 20x');
  expect(statusSentence({ code: 'wrong-scale', examined: 0 }, t).hint).toContain('another objective');
});

test('a field that is too small says how large it must be', () => {
  const status = { code: 'field-too-small', examined: 0, neededUm: 151.2 } as const;
  expect(statusSentence(status, t).hint).toContain('at least 152 µm on each side');
});

const picture = {
  assessed: 60,
  waiting: 0,
  withoutTissue: 4,
  edge: 25,
  refused: { 'out-of-focus': 10, ink: 1 },
};
const part = { examined: 0.93, picture } as const;

test('analysed is said with the share of the field that is, and why the rest is not', () => {
  const hint = '25 % too near the edge, 10 % out of focus, 4 % no tissue, 1 % ink. Move the stage';
  expect(statusSentence({ code: 'examined', ...part }, t).hint).toContain(hint);
  expect(statusSentence({ code: 'frozen', ...part }, t).hint).toContain(hint);
  expect(analysedPercent({ code: 'examined', ...part })).toBe(60);
  const whole = { examined: 1, picture: { ...picture, edge: 0, refused: {} } };
  expect(statusSentence({ code: 'examined', ...whole }, t).hint).toMatch(/^All tissue/);
  expect(analysedPercent({ code: 'looking', examined: 0 })).toBeNull();
});

test('no tick stands while the edge of the field, ink or blur has no answer', () => {
  const rest = { ...picture, edge: 0, refused: {} };
  expect(isAllAnalysed({ code: 'examined', examined: 1, picture: rest })).toBe(true);
  for (const change of [{ edge: 1 }, { refused: { ink: 1 } }, { waiting: 2 }])
    expect(isAllAnalysed({ code: 'examined', examined: 1, picture: { ...rest, ...change } })).toBe(false);
  expect(isAllAnalysed({ code: 'examined', examined: 1 })).toBe(false);
});

test('what stands in the way of the rest does not deny what is analysed', () => {
  expect(statusSentence({ code: 'out-of-focus', ...part }, t).hint).toMatch(/60 % of the field is analysed/);
  expect(statusSentence({ code: 'objective-changed', ...part }, t).hint).toMatch(/Nothing is analysed/);
});

test('a model that is missing, and a source that has nothing to give, are told apart from one that is off or old', () => {
  for (const [status, missing, key] of [
    [{ code: 'no-model', examined: 0 }, true, 'missing'],
    [{ code: 'stale', examined: 0, since: 0, muted: true }, false, 'muted'],
  ] as const)
    expect(statusSentence(status, t, missing).hint).toContain(t(`status.${key}.hint`));
});

test('glass is no alarm, and no tick either', () => {
  expect(toneOf('no-tissue')).toBe('calm');
  expect(isAllAnalysed({ code: 'no-tissue', examined: 0 })).toBe(false);
});
