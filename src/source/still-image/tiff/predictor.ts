import type { TiffLayout } from './layout';

/** Undoes TIFF's horizontal differences (predictor 2), and those of floating point (3), in place. */
export function undoPredictor(bytes: Uint8Array, stride: number, rows: number, layout: TiffLayout): void {
  const { predictor, bits, planar, samples, littleEndian } = layout;
  const step = planar ? 1 : samples;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let row = 0; row < rows; row++) {
    const from = row * stride;
    const to = from + stride;
    if (predictor === 2 && bits === 8)
      for (let i = from + step; i < to; i++) bytes[i] = (bytes[i] ?? 0) + (bytes[i - step] ?? 0);
    else if (predictor === 2 && bits === 16)
      for (let i = from + 2 * step; i + 2 <= to; i += 2)
        view.setUint16(
          i,
          view.getUint16(i, littleEndian) + view.getUint16(i - 2 * step, littleEndian),
          littleEndian,
        );
    else if (predictor === 2 && bits === 32)
      for (let i = from + 4 * step; i + 4 <= to; i += 4)
        view.setUint32(
          i,
          view.getUint32(i, littleEndian) + view.getUint32(i - 4 * step, littleEndian),
          littleEndian,
        );
    else if (predictor === 3) undoFloat(bytes.subarray(from, to), step, bits / 8, littleEndian);
  }
}

/** A row is stored byte plane by byte plane, the most significant first, each as differences. */
function undoFloat(row: Uint8Array, step: number, size: number, littleEndian: boolean): void {
  for (let i = step; i < row.length; i++) row[i] = (row[i] ?? 0) + (row[i - step] ?? 0);
  const planes = row.slice();
  const count = row.length / size;
  for (let i = 0; i < count; i++)
    for (let byte = 0; byte < size; byte++)
      row[size * i + (littleEndian ? size - 1 - byte : byte)] = planes[byte * count + i] ?? 0;
}
