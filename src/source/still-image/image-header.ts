import { imageDimensionsFromData } from 'image-dimensions';
import type { SizePx } from '../../domain/geometry';
import { type FileType, readBytes } from '../file-type';
import { checkImageSize, corrupt } from './image-limits';
import { type FileScale, pngPhysical } from './physical-scale';

/** A JPEG may carry several 64 kB blocks of metadata before its size. */
const HEADER_BYTES = 4 << 20;

export interface ImageHeader {
  readonly size: SizePx;
  /** What the file says of the scale; null: nothing. */
  readonly scale: FileScale | null;
  /** How many times as wide as high a px is. */
  readonly aspect: number;
  /** Bits of a sample of a PNG; those of a JPEG are 8. */
  readonly bits: number;
}

/** Size and scale of a PNG or JPEG from its header. Throws 'file-corrupt', 'file-empty', 'file-too-large'. */
export async function readImageHeader(
  file: File,
  type: Extract<FileType, 'png' | 'jpeg'>,
): Promise<ImageHeader> {
  const bytes = await readBytes(file, 0, HEADER_BYTES);
  const size = imageDimensionsFromData(bytes);
  if (!size || size.type !== type) throw corrupt(file, 'it ends before its header is complete');
  checkImageSize(file, size);
  return {
    size: { width: size.width, height: size.height },
    bits: type === 'png' ? (bytes[24] ?? 8) : 8,
    ...(type === 'png' ? pngPhysical(bytes) : { scale: null, aspect: 1 }),
  };
}
