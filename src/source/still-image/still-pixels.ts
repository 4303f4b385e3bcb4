import { ReticleError } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import { quote } from '../file-type';

/** A decoded picture: RGBA8 (sRGB, A = 255), one uint32 a px, row by row. */
export interface StillPixels extends SizePx {
  readonly pixels: Uint32Array;
  /** um/px that the file names; null where it names none. */
  readonly umPerPx: number | null;
}

/** Throws 'file-too-large' where the machine has not the memory. */
export function allocatePixels(file: { readonly name: string }, size: SizePx): Uint32Array {
  try {
    return new Uint32Array(size.width * size.height);
  } catch (cause) {
    throw outOfMemory(file, size, cause);
  }
}

export const outOfMemory = (
  file: { readonly name: string },
  { width, height }: SizePx,
  cause: unknown,
): ReticleError =>
  new ReticleError(
    'file-too-large',
    `${quote(file)} (${width} x ${height} px) does not fit into this computer's memory.`,
    'Close other tabs, or save a part of the picture and open that.',
    { cause },
  );
