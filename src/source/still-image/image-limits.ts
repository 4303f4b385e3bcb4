import { ReticleError } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import { isWithinLimits, MAX_PIXELS, MAX_SIDE_PX } from '../../domain/picture-limits';
import { quote } from '../file-type';

const thousands = (value: number) => value.toLocaleString('en-GB');

/** Checked from the header, before anything is decoded. Throws 'file-empty' or 'file-too-large'. */
export function checkImageSize(file: { readonly name: string }, { width, height }: SizePx): void {
  const size = `${thousands(width)} x ${thousands(height)} px`;
  if (!(width > 0 && height > 0))
    throw new ReticleError(
      'file-empty',
      `${quote(file)} has no pixels (${size}).`,
      'Save the picture again, or open another.',
    );
  if (isWithinLimits({ width, height })) return;
  throw new ReticleError(
    'file-too-large',
    `${quote(file)} is ${size}; at most ${thousands(MAX_SIDE_PX)} px a side and ${Math.floor(MAX_PIXELS / 1e6)} megapixels can be opened.`,
    'Save a part of it, or a smaller copy, and open that.',
  );
}

export const corrupt = (file: { readonly name: string }, detail: string, cause?: unknown): ReticleError =>
  new ReticleError(
    'file-corrupt',
    `${quote(file)} is damaged or incomplete: ${detail}.`,
    'Copy or save the picture again, or open another.',
    { cause },
  );
