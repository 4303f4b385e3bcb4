import type { BlockPart } from './blocks';
import type { TiffLayout } from './layout';

/** Reads `count` samples of a row of a part, from its first, into every `step`-th place of `out` from `first` on. */
export function readSamples(
  part: BlockPart,
  layout: TiffLayout,
  row: number,
  count: number,
  out: Float64Array,
  first: number,
  step: number,
): void {
  const { bytes, stride } = part;
  const { bits, format, littleEndian } = layout;
  const at = row * stride;
  if (bits === 8 && format === 'unsigned') {
    for (let i = 0, o = first; i < count; i++, o += step) out[o] = bytes[at + i] ?? 0;
    return;
  }
  if (bits < 8 || bits === 12) {
    for (let i = 0, o = first; i < count; i++, o += step) out[o] = packedSample(bytes, at, i, bits);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = reader(view, bits, format, littleEndian);
  const size = bits / 8;
  for (let i = 0, o = first; i < count; i++, o += step) out[o] = read(at + i * size);
}

/** Samples of less than a byte, or of one and a half, most significant bit first; rows begin at whole bytes. */
function packedSample(bytes: Uint8Array, at: number, index: number, bits: number): number {
  const bit = index * bits;
  const byte = at + (bit >> 3);
  const word = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (word >> (24 - (bit & 7) - bits)) & ((1 << bits) - 1);
}

function reader(
  view: DataView,
  bits: number,
  format: TiffLayout['format'],
  little: boolean,
): (at: number) => number {
  if (format === 'float')
    return bits === 64 ? (at) => view.getFloat64(at, little) : (at) => view.getFloat32(at, little);
  const signed = format === 'signed';
  if (bits === 8) return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
  if (bits === 16) return signed ? (at) => view.getInt16(at, little) : (at) => view.getUint16(at, little);
  return signed ? (at) => view.getInt32(at, little) : (at) => view.getUint32(at, little);
}

/** Brightness that black and white stand for. */
export interface ValueRange {
  readonly black: number;
  readonly white: number;
}

/** Depths of cameras, whose values come in words of 16 bits. */
const CAMERA_BITS = [8, 10, 12, 14, 16] as const;

/** What the bits alone tell of the range; null where the values themselves have to be looked at. */
export function rangeOfBits({ bits, format }: TiffLayout): ValueRange | null {
  return format === 'unsigned' && bits <= 12 ? { black: 0, white: 2 ** bits - 1 } : null;
}

/**
 * The range of values where neither bits nor tags tell it: for words of 16 bits the least depth of a camera that
 * holds them, else from the least to the greatest.
 */
export function rangeOfValues(least: number, greatest: number, { bits, format }: TiffLayout): ValueRange {
  if (bits === 16 && format === 'unsigned') return { black: 0, white: rangeOfGreatest(greatest) };
  return greatest > least
    ? { black: Math.min(least, 0), white: greatest }
    : { black: 0, white: Math.max(1, greatest) };
}

/** White of words of 16 bits whose greatest value is this one. */
export const rangeOfGreatest = (greatest: number): number =>
  2 ** (CAMERA_BITS.find((bits) => greatest < 2 ** bits) ?? 16) - 1;
