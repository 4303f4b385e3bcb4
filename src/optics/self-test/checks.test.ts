import { describe, expect, test } from 'vitest';
import { type CheckId, overallVerdict } from '../../domain/self-test';
import { measureBlankField } from './blank-field';
import { type Measurements, selfTest } from './checks';

const [WIDTH, HEIGHT] = [160, 128];

/** A field by a function of the px, 0..1 a channel, with Gaussian noise. */
function field(colour: (x: number, y: number) => readonly number[], noise = 0) {
  let state = 5;
  const next = () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const channels = colour(i % WIDTH, Math.floor(i / WIDTH));
    for (let c = 0; c < 3; c++) {
      const gauss = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
      rgba[4 * i + c] = 255 * ((channels[c] ?? 0) + noise * gauss);
    }
  }
  return measureBlankField(rgba, WIDTH, HEIGHT);
}

const nothing: Measurements = { blank: null, target: null, timing: null, umPerPx: null, maxBlurUm: null };
const target = (change: object) => ({ umPerPx: 1, blurUm: [0.4, 0.5, 0.6], tint: 0.01, ...change });
const timing = { framesPerSecond: 30, latencyMs: 20, droppedShare: 0 };
const verdict = (measured: Partial<Measurements>, id: CheckId) =>
  selfTest({ ...nothing, ...measured }).find((check) => check.id === id)?.verdict;

describe('measureBlankField', () => {
  test('even neutral glass', () => {
    const blank = field(() => [0.85, 0.85, 0.85], 0.02);
    expect(blank.cast).toBeLessThan(0.01);
    expect(blank.evenness).toBeGreaterThan(0.97);
    expect(blank.structured).toBe(0);
    // Luma averages three channels of independent noise: 0.02 * |(0.2126, 0.7152, 0.0722)|.
    expect(blank.noise).toBeGreaterThan(0.013);
    expect(blank.noise).toBeLessThan(0.018);
  });

  test('a warm lamp and vignetting are seen as what they are', () => {
    const blank = field((x, y) => {
      const r2 = ((x - 80) / 102) ** 2 + ((y - 64) / 102) ** 2;
      return [0.9, 0.8, 0.63].map((value) => value * (1 - 0.3 * r2));
    }, 0.01);
    expect(blank.cast).toBeCloseTo((0.9 - 0.63) / 0.7767, 1);
    expect(blank.evenness).toBeLessThan(0.78);
    expect(blank.evenness).toBeGreaterThan(0.65);
  });

  test('tissue is not blank, and clipping is counted', () => {
    expect(field((x, y) => (x % 9 < 5 && y % 9 < 5 ? [0.4, 0.2, 0.5] : [0.9, 0.8, 0.9])).structured).toBe(1);
    expect(field((x) => (x < 40 ? [1, 1, 1] : [0.8, 0.8, 0.8])).clipped).toBeCloseTo(0.25, 2);
  });
});

describe('selfTest', () => {
  test('what was not measured is not run, never passed', () => {
    expect(new Set(selfTest(nothing).map((check) => check.verdict))).toEqual(new Set(['not-run']));
  });

  test('light and colour of a field that is not blank are not judged', () => {
    const tissue = field((x, y) => (x % 9 < 5 && y % 9 < 5 ? [0.4, 0.2, 0.5] : [0.9, 0.8, 0.9]));
    expect(verdict({ blank: tissue }, 'blank')).toBe('fail');
    expect(verdict({ blank: tissue }, 'white-balance')).toBe('not-run');
  });

  test('each limit lets through what is right and stops what is wrong', () => {
    const good = field(() => [0.85, 0.84, 0.86], 0.01);
    const warm = field(() => [0.9, 0.8, 0.6], 0.01);
    expect(verdict({ blank: good }, 'white-balance')).toBe('pass');
    expect(verdict({ blank: warm }, 'white-balance')).toBe('fail');
    expect(verdict({ umPerPx: 1.02, target: target({}) }, 'scale')).toBe('pass');
    expect(verdict({ umPerPx: 2, target: target({}) }, 'scale')).toBe('fail');
    expect(verdict({ target: target({}) }, 'scale')).toBe('not-run');
    expect(verdict({ target: target({ tint: 0.2 }) }, 'target-colour')).toBe('fail');
    expect(verdict({ timing: { ...timing, framesPerSecond: 9 } }, 'frame-rate')).toBe('fail');
    expect(verdict({ timing: { ...timing, latencyMs: null } }, 'latency')).toBe('not-run');
  });

  test('the sharpest part tells the resolution, the least sharp one the focus', () => {
    const tilted = { target: target({ blurUm: [0.5, 0.8, 1.7] }) };
    expect(verdict(tilted, 'resolution')).toBe('pass');
    expect(verdict(tilted, 'focus')).toBe('fail');
    expect(verdict({ ...tilted, maxBlurUm: 2 }, 'focus')).toBe('pass');
    const onePart = { target: target({ blurUm: [0.5] }) };
    expect(verdict(onePart, 'focus')).toBe('not-run');
    expect(verdict({ target: target({ blurUm: [] }) }, 'resolution')).toBe('not-run');
  });

  test('a failure counts more than what was not run, and nothing is no pass', () => {
    const good = field(() => [0.85, 0.84, 0.86], 0.01);
    const all = { blank: good, target: target({}), timing, umPerPx: 1, maxBlurUm: 1 };
    expect(overallVerdict(selfTest(all))).toBe('pass');
    expect(overallVerdict(selfTest({ ...all, timing: null }))).toBe('not-run');
    expect(overallVerdict(selfTest({ ...all, timing: null, umPerPx: 2 }))).toBe('fail');
    expect(overallVerdict([])).toBe('not-run');
  });
});
