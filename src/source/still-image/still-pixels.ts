import { ReticleError } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import { quote } from '../file-type';
import type { ScaleSource } from './physical-scale';

/** A decoded picture: RGBA8 (sRGB, A = 255), one uint32 a px, row by row. */
export interface StillPixels extends SizePx {
  readonly pixels: Uint32Array;
  /** um/px that the file names; null where it names none. */
  readonly umPerPx: number | null;
  /** Which part of the file names it. */
  readonly scaleSource: ScaleSource | null;
  /** What the user is to know of how the picture was read. */
  readonly notes: readonly StillNote[];
}

export type StillNote =
  /** The file holds several pictures, of which the first is shown. */
  | { readonly kind: 'first-page'; readonly pages: number }
  /** Three grey pages are shown as the red, green and blue of one picture. */
  | { readonly kind: 'channels-joined' }
  /** Values do not fill their words; this one is shown as white. `told`: the file says so itself. */
  | { readonly kind: 'range'; readonly white: number; readonly told: boolean }
  /** px that were not square were made so. */
  | { readonly kind: 'squared' };

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
