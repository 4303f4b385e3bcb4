import { expect, test } from 'vitest';
import { applySteps, fitSteps, type Step } from './processing';

const rounded = (values: Float32Array) => [...values].map((value) => Math.round(value * 1e4) / 1e4 + 0);

function after(steps: readonly Step[], values: readonly number[], channels = 1): number[] {
  const data = Float32Array.from(values);
  applySteps(steps, data, channels);
  return rounded(data);
}

test('linear steps, limits and thresholds take one number for all channels, or one each', () => {
  expect(after([{ kind: 'linear', gain: [2], offset: [1] }], [0, 1, 2])).toEqual([1, 3, 5]);
  expect(after([{ kind: 'linear', gain: [1, 10], offset: [0, 5] }], [1, 1, 2, 2], 2)).toEqual([1, 15, 2, 25]);
  expect(after([{ kind: 'clip', min: 0, max: 1 }], [-1, 0.5, 7])).toEqual([0, 0.5, 1]);
  expect(after([{ kind: 'binarise', threshold: [0.5] }], [0.5, 0.6])).toEqual([0, 1]);
});

test('a picture is standardised over all of its channels, or each by itself', () => {
  const all: Step = { kind: 'standardise', eps: 1e-9, perChannel: false };
  expect(after([all], [1, 3])).toEqual([-1, 1]);
  expect(after([{ ...all, perChannel: true }], [1, 10, 3, 30], 2)).toEqual([-1, -1, 1, 1]);
});

test('percentiles lie between sorted values, as in numerical libraries', () => {
  const range: Step = { kind: 'range', low: 25, high: 75, eps: 1e-9, perChannel: false };
  // Of 0, 1, 2, 10: the quarter lies at 0.75, three quarters at 4.
  expect(after([range], [10, 0, 2, 1])).toEqual([2.8462, -0.2308, 0.3846, 0.0769]);
});

test('softmax is over the channels of a place, and bears large values', () => {
  expect(after([{ kind: 'softmax' }], [1000, 1000, 0, Math.log(3)], 2)).toEqual([0.5, 0.5, 0.25, 0.75]);
  expect(after([{ kind: 'sigmoid' }], [0, Math.log(3)])).toEqual([0.5, 0.75]);
});

test('what is taken from the picture is worked out once for all of its tiles, after the steps before it', () => {
  const steps: Step[] = [
    { kind: 'linear', gain: [2], offset: [0] },
    { kind: 'standardise', eps: 1e-9, perChannel: false },
  ];
  const fixed = fitSteps(steps, Float32Array.from([1, 3]), 1);
  // A tile that is bright all over stays so: by itself it would have become 0.
  expect(after(fixed, [3, 3])).toEqual([1, 1]);
  expect(after(steps, [3, 3])).toEqual([0, 0]);
});
