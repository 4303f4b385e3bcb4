import { pick } from '../testing/random.ts';

type Random = () => number;

const NUMBERS = [0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, -0, 255, 256, 65_536, 1e9];
const TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    '__proto__',
    'constructor',
    'toString',
    '../..',
    '\ud800',
    '\u202e',
    '<b>',
    '=1+1',
    '1e999',
  ],
  ...['null', 'NaN', '2026-13-45T99:99:99Z', '00000000-0000-0000-0000-000000000000', 'x'.repeat(3000)],
];
const BYTES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];

/** A file with some bytes changed, left out, put in or said twice, or cut off. */
export function mutatedBytes(next: Random, original: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(original);
  for (let change = 0; change < 1 + next() * 4; change++) {
    const at = Math.floor(next() * bytes.length);
    const length = Math.floor(next() * 16);
    const kind = next();
    if (kind < 0.55) bytes[at] = next() < 0.5 ? pick(next, BYTES) : Math.floor(next() * 256);
    else if (kind < 0.7) for (let k = 0; k < 4; k++) bytes[at + k] = pick(next, BYTES);
    else if (kind < 0.8) bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
    else if (kind < 0.9) bytes = joined(bytes.subarray(0, at + length), bytes.subarray(at));
    else bytes = bytes.slice(0, at);
  }
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** Plain data with some values in place of others, of another type too, left out, said twice, or put elsewhere. */
export function mutatedValue(next: Random, original: unknown): unknown {
  let value: unknown = structuredClone(original);
  for (let change = 0; change < 1 + next() * 3; change++) value = changedOnce(next, value, 0);
  return value;
}

function changedOnce(next: Random, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || next() < 0.08 * depth)
    return another(next, value);
  if (Array.isArray(value)) {
    if (value.length === 0 || next() < 0.1) return [...value, another(next, null)];
    const at = Math.floor(next() * value.length);
    if (next() < 0.1) return value.toSpliced(at, 1);
    if (next() < 0.1) return value.toSpliced(at, 0, value[at]);
    return value.with(at, changedOnce(next, value[at], depth + 1));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || next() < 0.05)
    return Object.fromEntries([...entries, [pick(next, TEXTS), another(next, null)]]);
  const at = Math.floor(next() * entries.length);
  const [key = '', inner] = entries[at] ?? [];
  if (next() < 0.1) return Object.fromEntries(entries.toSpliced(at, 1));
  return Object.fromEntries(entries.with(at, [key, changedOnce(next, inner, depth + 1)]));
}

function another(next: Random, value: unknown): unknown {
  const kind = next();
  if (typeof value === 'number' && kind < 0.5)
    return next() < 0.5 ? value * pick(next, NUMBERS) : value + pick(next, NUMBERS);
  if (typeof value === 'string' && kind < 0.4) return value + pick(next, TEXTS);
  if (kind < 0.65) return pick(next, NUMBERS);
  if (kind < 0.85) return pick(next, TEXTS);
  return pick<unknown>(next, [null, true, false, [], {}, [[]], { type: 'Feature' }, [null]]);
}

/** A text with pieces of it changed, left out, or said again and again. */
export function mutatedText(next: Random, original: string): string {
  let text = original;
  for (let change = 0; change < 1 + next() * 3; change++) {
    const at = Math.floor(next() * (text.length + 1));
    const length = Math.floor(next() * 12);
    const piece = next() < 0.5 ? text.slice(at, at + length) : pick(next, TEXTS);
    text =
      text.slice(0, at) + piece.repeat(Math.floor(next() * 3)) + text.slice(at + Math.floor(next() * length));
  }
  return text;
}
