import { ReticleError } from '../../../domain/errors';
import type { SizePx } from '../../../domain/geometry';
import { quote } from '../../file-type';
import { checkImageSize, corrupt } from '../image-limits';
import { TAG, type TiffDirectory } from './directory';

/** How the px of a page are stored. */
export interface TiffLayout {
  readonly size: SizePx;
  /** Of a strip or tile. */
  readonly block: SizePx;
  readonly compression: number;
  readonly photometric: number;
  readonly samples: number;
  /** Bits of each sample, all the same. */
  readonly bits: number;
  readonly format: 'unsigned' | 'signed' | 'float';
  /** Each sample is stored in strips or tiles of its own. */
  readonly planar: boolean;
  readonly predictor: number;
  readonly reversedBits: boolean;
  /** Samples of chroma to luma, across and down, of YCbCr that is not in a JPEG. */
  readonly chroma: readonly [number, number];
  /** What the sample behind the colours is. */
  readonly alpha: 'none' | 'associated' | 'separate';
  readonly littleEndian: boolean;
  /** Bytes of the file of each strip or tile, row by row, for planar files sample by sample. */
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
  readonly jpegTables: Uint8Array;
}

const FORMATS = { 1: 'unsigned', 2: 'signed', 3: 'float', 4: 'unsigned' } as const;

/** Throws 'file-corrupt', 'file-empty', 'file-too-large', 'file-unsupported'. */
export async function readLayout(file: File, page: TiffDirectory): Promise<TiffLayout> {
  const width = await page.whole(TAG.width, 0);
  const height = await page.whole(TAG.height, 0);
  checkImageSize(file, { width, height });
  const samples = await page.whole(TAG.samplesPerPixel, 1);
  const bitsOfSamples = await page.numbers(TAG.bitsPerSample);
  const [bits = 1] = bitsOfSamples;
  const photometric = await page.whole(TAG.photometric, samples >= 3 ? 2 : 1);
  const format = FORMATS[(await page.whole(TAG.sampleFormat, 1)) as keyof typeof FORMATS];
  const colours = COLOURS[photometric];
  const integers = format !== 'float' && [1, 2, 4, 8, 12, 16, 32].includes(bits);
  if (
    colours === undefined ||
    !(integers || (format === 'float' && (bits === 32 || bits === 64))) ||
    bitsOfSamples.some((each) => each !== bits)
  )
    throw new ReticleError(
      'file-unsupported',
      `${quote(file)} is a TIFF of a kind that cannot be shown (photometric ${photometric}, ${bitsOfSamples.join(', ') || bits} bits a sample).`,
      'Save it as an 8-bit RGB TIFF or PNG and open that.',
    );
  if (samples < colours || samples > 64)
    throw corrupt(file, `it has ${samples} samples a px, ${colours} are needed`);
  const tiled = page.has(TAG.tileOffsets);
  const block = tiled
    ? { width: await page.whole(TAG.tileWidth, 0), height: await page.whole(TAG.tileLength, 0) }
    : { width, height: Math.min(height, (await page.whole(TAG.rowsPerStrip, height)) || height) };
  if (!(block.width > 0 && block.height > 0)) throw corrupt(file, 'its tiles have no size');
  checkImageSize(file, block);
  const [extra] = await page.numbers(TAG.extraSamples);
  const [across = 2, down = 2] = await page.numbers(TAG.yCbCrSubsampling);
  return {
    size: { width, height },
    block,
    compression: await page.whole(TAG.compression, 1),
    ...{ photometric, samples, bits, format: format ?? 'unsigned' },
    planar: samples > 1 && (await page.whole(TAG.planarConfiguration, 1)) === 2,
    predictor: await page.whole(TAG.predictor, 1),
    reversedBits: (await page.whole(TAG.fillOrder, 1)) === 2,
    chroma: [across, down],
    alpha: samples <= colours ? 'none' : extra === 1 ? 'associated' : extra === 2 ? 'separate' : 'none',
    littleEndian: page.littleEndian,
    offsets: await page.numbers(tiled ? TAG.tileOffsets : TAG.stripOffsets),
    byteCounts: await page.numbers(tiled ? TAG.tileByteCounts : TAG.stripByteCounts),
    jpegTables: await page.raw(TAG.jpegTables),
  };
}

/** Samples that make a colour, by photometric interpretation; another one is not shown. */
const COLOURS: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3 };

export const colourSamples = (photometric: number): number => COLOURS[photometric] ?? 1;
