import { imageDimensionsFromData } from 'image-dimensions';
import type { SizePx } from '../../domain/geometry';
import { type FileType, readBytes } from '../file-type';
import { checkImageSize, corrupt } from './image-limits';
import { pngUmPerPx } from './physical-scale';

/** A JPEG may carry several 64 kB blocks of metadata before it tells its size. */
const HEADER_BYTES = 4 << 20;

export interface ImageHeader {
  readonly size: SizePx;
  /** um/px that the file names; null where it names none. */
  readonly umPerPx: number | null;
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
    umPerPx: type === 'png' ? pngUmPerPx(bytes) : null,
  };
}
