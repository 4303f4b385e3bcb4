import { ReticleError } from '../../domain/errors';

/** An array as numpy stores it, as float32, C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

const MAGIC = '\x93NUMPY';
const MOST_VALUES = 64 * 2 ** 20;

type Read = (view: DataView, at: number) => number;

const TYPES: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  '<f4': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<u4': { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  '<i2': { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  '<u2': { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '|u1': { bytes: 1, read: (view, at) => view.getUint8(at) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
  '|b1': { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/**
 * Reads a .npy file (format 1 to 3) of numbers.
 * @throws ReticleError 'model-corrupt' saying what is wrong with it
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const wrong = (what: string) =>
    new ReticleError(
      'model-corrupt',
      `The test tensor ${name} ${what}.`,
      'Get the package again from its author, or leave the test tensor out of it.',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC)
    throw wrong('is not a .npy file');
  const wide = (bytes[6] ?? 1) >= 2;
  const headerAt = wide ? 12 : 10;
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const from = headerAt + headerLength;
  if (from > bytes.length) throw wrong('is cut short');
  const header = new TextDecoder().decode(bytes.subarray(headerAt, from));
  const type = /'descr':\s*'([^']{1,8})'/.exec(header)?.[1] ?? '';
  const format = TYPES[type];
  if (!format) throw wrong(`holds values of the type ${JSON.stringify(type)}, which is not read`);
  const shape = /'shape':\s*\(([\d,\s]{0,200})\)/.exec(header)?.[1];
  if (shape === undefined) throw wrong('does not tell its shape');
  const sides = shape
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  const count = sides.reduce((product, side) => product * side, 1);
  if (count > MOST_VALUES) throw wrong(`declares ${count} values; ${MOST_VALUES} may come`);
  if (bytes.length - from !== count * format.bytes)
    throw wrong(`holds ${bytes.length - from} bytes of values; its shape needs ${count * format.bytes}`);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = format.read(view, from + i * format.bytes);
  const fortran = /'fortran_order':\s*True/.test(header);
  return { shape: sides, values: fortran ? inRows(values, sides) : values };
}

/** From the order in which the first axis runs fastest to that in which the last does. */
function inRows(values: Float32Array, sides: readonly number[]): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length);
  const index = sides.map(() => 0);
  const strides = sides.map((_, axis) => sides.slice(0, axis).reduce((product, side) => product * side, 1));
  for (let i = 0; i < out.length; i++) {
    out[i] = values[index.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0)] ?? 0;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (sides[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return out;
}
