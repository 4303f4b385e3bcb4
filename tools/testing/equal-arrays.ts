import { expect } from 'vitest';

/** Whether two arrays of one kind hold the same numbers; undefined: not both are such arrays, and others compare them. */
function equalArrays(a: unknown, b: unknown): boolean | undefined {
  if (!isNumbers(a) || !isNumbers(b) || a.constructor !== b.constructor) return undefined;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

type Numbers = ArrayLike<number | bigint> & ArrayBufferView;

const isNumbers = (value: unknown): value is Numbers =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

// Pictures have a million values: compared key by key, as objects are, they take ten seconds.
expect.addEqualityTesters([equalArrays]);
