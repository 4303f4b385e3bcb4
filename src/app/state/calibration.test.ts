import { expect, test } from 'vitest';
import { t } from '../i18n/i18n';
import { calibrationKey, calibrationOf, nominalUmPerPx, parseUmPerPx, suspiciousRatio } from './calibration';
import { scaleProblemText } from './scale-problem';

test.each([
  ['0.972', 0.972],
  [' 0,25 ', 0.25],
  ['1', 1],
  ['.5', 0.5],
  ['5e-1', 0.5],
  ['0.46 um/px', 0.46],
  ['0.46 µm/px', 0.46],
])('%j is read as %d um/px', (text, value) => {
  expect(parseUmPerPx(text)).toEqual({ value });
});

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['0', 'not-positive'],
  ['-0.5', 'not-positive'],
  ['0.001', 'too-small'],
  ['1000', 'too-large'],
  ['1e999', 'too-large'],
  ['abc', 'not-a-number'],
  ['0x10', 'not-a-number'],
  ['1 000', 'not-a-number'],
  ['NaN', 'not-a-number'],
  ['Infinity', 'not-a-number'],
  ['1,000.5', 'not-a-number'],
] as const)('%j is refused: %s', (text, problem) => {
  expect(parseUmPerPx(text)).toEqual({ problem });
  expect(scaleProblemText(problem, text, t)).toBe(
    t(`panel.calibration.problem.${problem}`, { text: text.trim(), min: 0.02, max: 20 }),
  );
});

test('without an objective nothing is calibrated', () => {
  expect(calibrationOf({ objective: null, entered: null })).toBeNull();
});

test('an objective gives the nominal scale, an entered one takes its place', () => {
  expect(calibrationOf({ objective: 20, entered: null })).toEqual({
    umPerPx: 0.5,
    basis: 'nominal',
    objective: 20,
  });
  expect(calibrationOf({ objective: 20, entered: 0.46 })).toEqual({
    umPerPx: 0.46,
    basis: 'entered',
    objective: 20,
  });
});

test('a scale that is off by two, as a forgotten objective change makes it, is asked about', () => {
  expect(suspiciousRatio(2 * nominalUmPerPx(10), 10)).toBeCloseTo(2);
  expect(suspiciousRatio(0.5 * nominalUmPerPx(10), 10)).toBeCloseTo(0.5);
  expect(suspiciousRatio(1.2 * nominalUmPerPx(10), 10)).toBeNull();
  expect(suspiciousRatio(5, null)).toBeNull();
});

test('scales of another camera, resolution or objective are not mixed up', () => {
  const size = { width: 1920, height: 1080 };
  const keys = [
    calibrationKey('a', size, 10, null),
    calibrationKey('b', size, 10, null),
    calibrationKey('a', { width: 1280, height: 720 }, 10, null),
    calibrationKey('a', size, 20, null),
    calibrationKey('a', size, null, null),
    calibrationKey('a', size, 10, 0.5),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
