/** One field of a Protocol Buffers message: a number (varint or fixed), or bytes (text, nested message, packed list). */
export interface Field {
  readonly number: number;
  /** Varints as numbers: exact up to 2^53, which no size that fits here exceeds. */
  readonly value: number;
  readonly bytes: Uint8Array | null;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * The fields of a message, in their order.
 * @throws RangeError where it is no such message, or is cut short
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    const number = Math.floor(tag / 8);
    if (number === 0) throw new RangeError('a field has no number');
    switch (tag % 8) {
      case VARINT:
        yield { number, value: varint(message, cursor), bytes: null };
        break;
      case FIXED64:
        yield { number, value: 0, bytes: take(message, cursor, 8) };
        break;
      case LENGTH: {
        const length = varint(message, cursor);
        yield { number, value: 0, bytes: take(message, cursor, length) };
        break;
      }
      case FIXED32:
        yield { number, value: 0, bytes: take(message, cursor, 4) };
        break;
      default:
        throw new RangeError('a field is of an unknown kind');
    }
  }
}

function take(message: Uint8Array, cursor: { at: number }, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > message.length) throw new RangeError('it is cut short');
  const bytes = message.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

/** Negative numbers (ten bytes) come out as 2^64 less; only their being out of range matters here. */
function varint(message: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 10; shift++) {
    const byte = message[cursor.at++];
    if (byte === undefined) throw new RangeError('it is cut short');
    value += (byte & 0x7f) * 2 ** (7 * shift);
    if (byte < 0x80) return value;
  }
  throw new RangeError('a number is too long');
}

/** A list of numbers that may be packed into one field. */
export function numbersOf({ value, bytes }: Field): number[] {
  if (!bytes) return [value];
  const cursor = { at: 0 };
  const list: number[] = [];
  while (cursor.at < bytes.length) list.push(varint(bytes, cursor));
  return list;
}

const decoder = new TextDecoder();
export const textOf = ({ bytes }: Field): string => decoder.decode(bytes ?? new Uint8Array());

/** A message under construction. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  int(number: number, value: number): this {
    return this.#push(encodeVarint(number * 8 + VARINT), encodeVarint(value));
  }

  float(number: number, value: number): this {
    return this.#push(encodeVarint(number * 8 + FIXED32), new Uint8Array(new Float32Array([value]).buffer));
  }

  bytes(number: number, bytes: Uint8Array): this {
    return this.#push(encodeVarint(number * 8 + LENGTH), encodeVarint(bytes.length), bytes);
  }

  text(number: number, text: string): this {
    return this.bytes(number, new TextEncoder().encode(text));
  }

  message(number: number, message: MessageWriter): this {
    return this.bytes(number, message.done());
  }

  done(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #push(...parts: Uint8Array[]): this {
    this.#parts.push(...parts);
    return this;
  }
}

function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  return Uint8Array.from([...bytes, left]);
}
