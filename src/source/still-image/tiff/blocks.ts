import { getDecoder } from 'geotiff';
import { ReticleError } from '../../../domain/errors';
import { quote, readBytes } from '../../file-type';
import { corrupt } from '../image-limits';
import type { TiffLayout } from './layout';
import { undoPredictor } from './predictor';
import { type PictureDecoder, tileJpeg } from './tile-jpeg';

/** A decoded strip or tile: its samples as they are stored, row by row. */
export interface TiffBlock {
  /** Place in the picture, px, and what of the block lies in it. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** One part for chunky px; one for each sample where these are stored apart. */
  readonly parts: readonly BlockPart[];
}

export interface BlockPart {
  readonly bytes: Uint8Array;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** The bytes are 8-bit RGB, whatever the page says of its own samples. */
  readonly decoded: boolean;
}

const JPEG = 7;
const WEBP = 50_001;
/** Compressions whose decoders are at hand: none, LZW, deflate (two numbers), PackBits, Zstandard. */
const PLAIN = new Set([1, 5, 8, 32_946, 32_773, 50_000]);
const NAMES: Readonly<Record<number, string>> = {
  ...{ 2: 'CCITT fax', 3: 'CCITT fax', 4: 'CCITT fax', 6: 'old-style JPEG', 33003: 'JPEG 2000' },
  ...{ 33005: 'JPEG 2000', 34712: 'JPEG 2000', 34925: 'LZMA', 34887: 'LERC', 50002: 'JPEG XL' },
};

/**
 * The strips or tiles of one page, or of several equal pages that hold one sample each. Throws 'file-corrupt' where
 * bytes are missing, 'file-unsupported' for a compression that cannot be undone.
 */
export async function* readBlocks(
  file: File,
  pages: readonly TiffLayout[],
  picture: PictureDecoder,
): AsyncGenerator<TiffBlock> {
  const [first] = pages;
  if (!first) return;
  checkCompression(file, first);
  const { size, block, planar, samples } = first;
  const across = Math.ceil(size.width / block.width);
  const down = Math.ceil(size.height / block.height);
  const planes = planar ? samples : 1;
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      const [x, y] = [column * block.width, row * block.height];
      const height = Math.min(block.height, size.height - y);
      const parts: BlockPart[] = [];
      for (const page of pages)
        for (let plane = 0; plane < planes; plane++) {
          const index = (plane * down + row) * across + column;
          parts.push(await readPart(file, page, index, height, picture));
        }
      yield { x, y, width: Math.min(block.width, size.width - x), height, parts };
    }
}

function checkCompression(file: File, { compression, photometric, samples, planar }: TiffLayout): void {
  const picture = compression === JPEG || compression === WEBP;
  if (PLAIN.has(compression) || (picture && (samples <= 3 || planar) && photometric !== 8)) return;
  const name = NAMES[compression] ?? (picture ? `JPEG of ${samples} samples` : `compression ${compression}`);
  throw new ReticleError(
    'file-unsupported',
    `${quote(file)} is a TIFF whose pixels are compressed in a way that cannot be read (${name}).`,
    'Save it uncompressed or with LZW and open that.',
  );
}

/** Bytes of a row of a part; chroma that is subsampled comes in units of several px. */
function partBytes(layout: TiffLayout, height: number): { readonly stride: number; readonly length: number } {
  const { block, bits, samples, planar, photometric, chroma } = layout;
  if (photometric === 6 && !planar) {
    const [across, down] = chroma;
    const stride = Math.ceil(block.width / across) * (across * down + 2);
    return { stride, length: stride * Math.ceil(height / down) };
  }
  const stride = Math.ceil((block.width * bits * (planar ? 1 : samples)) / 8);
  return { stride, length: stride * height };
}

async function readPart(
  file: File,
  layout: TiffLayout,
  index: number,
  height: number,
  picture: PictureDecoder,
): Promise<BlockPart> {
  const { compression, offsets, byteCounts, block } = layout;
  const at = offsets[index];
  const { stride, length } = partBytes(layout, height);
  if (at === undefined) throw corrupt(file, 'a strip or tile of its pixels is missing');
  // Old writers left the counts out where nothing is compressed.
  const stored = byteCounts[index] ?? (compression === 1 ? length : file.size - at);
  const bytes = await readBytes(file, at, at + stored);
  if (bytes.length < Math.min(stored, compression === 1 ? length : stored))
    throw corrupt(file, 'bytes of its pixels are missing at its end');
  if (compression === JPEG && bytes.length < 4) throw corrupt(file, 'a strip or tile of its pixels is empty');
  if (layout.reversedBits) reverseBits(bytes);
  const failed = (cause: unknown) => corrupt(file, 'its pixels could not be decoded', cause);
  if (compression === JPEG || compression === WEBP) {
    const type = compression === JPEG ? 'image/jpeg' : 'image/webp';
    const stream = compression === JPEG ? tileJpeg(bytes, layout) : bytes;
    const read = await picture(new Blob([stream], { type })).catch((cause) => {
      throw failed(cause);
    });
    if (read.width < Math.min(block.width, layout.size.width) || read.height < height)
      throw corrupt(file, 'a strip or tile is smaller than it should be');
    return { bytes: read.rgba, stride: 4 * read.width, decoded: true };
  }
  const decoded =
    compression === 1
      ? bytes
      : await inflate(bytes, compression).catch((cause) => {
          throw failed(cause);
        });
  if (decoded.length < length) throw corrupt(file, 'bytes of its pixels are missing');
  undoPredictor(decoded, stride, height, layout);
  return { bytes: decoded, stride, decoded: false };
}

async function inflate(bytes: Uint8Array<ArrayBuffer>, compression: number): Promise<Uint8Array> {
  // The predictor is undone here, in the byte order of the file.
  const decoder = await getDecoder(compression, {
    ...{ tileWidth: 0, tileHeight: 0, predictor: 1, bitsPerSample: [8], planarConfiguration: 1 },
  });
  return new Uint8Array(await decoder.decode(bytes.buffer));
}

function reverseBits(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) {
    let [from, to] = [bytes[i] ?? 0, 0];
    for (let bit = 0; bit < 8; bit++, from >>= 1) to = (to << 1) | (from & 1);
    bytes[i] = to;
  }
}
