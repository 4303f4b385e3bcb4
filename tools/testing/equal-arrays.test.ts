import { expect, test } from 'vitest';

test('arrays of numbers are equal where kind, length and every number are', () => {
  const bytes = () => new Uint8Array(1_000_000).fill(7);
  expect(bytes()).toEqual(bytes());
  expect({ a: [bytes()] }).toStrictEqual({ a: [bytes()] });
  const other = bytes();
  other[999_999] = 8;
  expect(bytes()).not.toEqual(other);
  expect({ a: bytes() }).not.toEqual({ a: other });
  expect(bytes()).not.toEqual(bytes().subarray(1));
  expect(new Uint8Array([1, 2])).not.toEqual(new Uint8ClampedArray([1, 2]));
  expect(new Float32Array([Number.NaN, 0])).toEqual(new Float32Array([Number.NaN, 0]));
  expect(new Float32Array([0])).not.toEqual(new Float32Array([-0]));
  expect(new BigInt64Array([1n])).toEqual(new BigInt64Array([1n]));
});
