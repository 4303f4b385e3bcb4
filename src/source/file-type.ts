import { ReticleError } from '../domain/errors';
import { foreignType } from './foreign-type';

/** What Reticle opens, told from the first bytes: a name proves nothing. */
export type FileType = 'png' | 'jpeg' | 'tiff' | 'mp4' | 'webm';

/** Bytes from the start of the file that {@link sniffFileType} needs. */
export const SNIFF_BYTES = 136;

const OPENED = 'Open a PNG, JPEG or TIFF picture, or an MP4 or WebM video.';

const ascii = (bytes: Uint8Array, from: number, text: string) =>
  [...text].every((letter, i) => bytes[from + i] === letter.charCodeAt(0));
const starts = (bytes: Uint8Array, ...values: number[]) => values.every((value, i) => bytes[i] === value);

const STILL_BRANDS = ['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1'] as const;

/** Type of a file by its first bytes; null: none that is opened here. */
export function sniffFileType(bytes: Uint8Array): FileType | null {
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'jpeg';
  // Byte order, then 42, or 43 for BigTIFF.
  if (starts(bytes, 0x49, 0x49, 0x2a, 0) || starts(bytes, 0x49, 0x49, 0x2b, 0)) return 'tiff';
  if (starts(bytes, 0x4d, 0x4d, 0, 0x2a) || starts(bytes, 0x4d, 0x4d, 0, 0x2b)) return 'tiff';
  if (starts(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return 'webm';
  // ISO base media files; the still pictures among them are named by their brand.
  if (ascii(bytes, 4, 'ftyp')) return STILL_BRANDS.some((brand) => ascii(bytes, 8, brand)) ? null : 'mp4';
  // QuickTime files of before that have no such box.
  return ['wide', 'mdat', 'moov', 'pnot'].some((type) => ascii(bytes, 4, type)) ? 'mp4' : null;
}

/** As {@link sniffFileType}. Throws 'file-empty' or 'file-unsupported', naming the file. */
export async function fileTypeOf(file: File): Promise<FileType> {
  if (file.size === 0)
    throw new ReticleError(
      'file-empty',
      `${quote(file)} is empty (0 bytes).`,
      'Copy the file again, or open another.',
    );
  const bytes = await readBytes(file, 0, SNIFF_BYTES);
  const type = sniffFileType(bytes);
  if (type) return type;
  const { what, remedy } = foreignType(bytes);
  throw new ReticleError('file-unsupported', `${quote(file)} ${what}.`, remedy ?? OPENED);
}

/** Bytes from..to of a file. Throws 'file-corrupt' where the file cannot be read (moved, changed, card pulled). */
export async function readBytes(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    throw new ReticleError(
      'file-corrupt',
      `${quote(file)} could not be read.`,
      'Check that the file is still there and open it again.',
      { cause },
    );
  }
}

/** The file's name for messages, cut short where somebody has written a novel. */
export const quote = ({ name }: { readonly name: string }): string =>
  `"${name.length > 80 ? `${name.slice(0, 77)}...` : name}"`;
