import { turnOfOrientation } from '../../domain/pixel-map';
import { browserPicture } from './browser-picture';
import { corrupt } from './image-limits';
import {
  aperioScale,
  type FileScale,
  firstStated,
  imageJScale,
  omeScale,
  resolutionScale,
} from './physical-scale';
import { allocatePixels, type StillNote, type StillPixels } from './still-pixels';
import { readBlocks } from './tiff/blocks';
import { paintBlock } from './tiff/colour';
import { readDirectories, TAG, type TiffDirectory } from './tiff/directory';
import { readLayout, type TiffLayout } from './tiff/layout';
import { type ChosenPages, choosePages } from './tiff/pages';
import { rangeOfBits, rangeOfValues, readSamples, type ValueRange } from './tiff/samples';
import type { PictureDecoder } from './tiff/tile-jpeg';
import { squared, turned } from './upright';

/**
 * Decodes the picture of a TIFF, upright, with square px, in 8 bits a channel. `picture` decodes JPEG tiles. Throws
 * 'file-corrupt', 'file-unsupported', 'file-empty', 'file-too-large'.
 */
export async function decodeTiff(file: File, picture: PictureDecoder = browserPicture): Promise<StillPixels> {
  const chosen = await choosePages(await readDirectories(file));
  const layouts = await Promise.all(chosen.shown.map((page) => readLayout(file, page)));
  const [page] = chosen.shown;
  const [layout] = layouts;
  if (!page || !layout) throw corrupt(file, 'its directory could not be read');
  // Equal pages that are stored in another way each are shown as what they are.
  const pages = layouts.every((each) => sameLayout(each, layout)) ? layouts : [layout];
  const notes: StillNote[] = [];
  const others = chosen.others + chosen.shown.length - pages.length;
  if (others > 0) notes.push({ kind: 'first-page', pages: others + 1 });
  if (pages.length > 1) notes.push({ kind: 'channels-joined' });
  const stored = allocatePixels(file, layout.size);
  const told = toldRange(layout, await page.numbers(TAG.maxSampleValue), chosen);
  const range = rangeOfBits(layout) ?? told ?? (await measuredRange(file, pages, picture));
  if (layout.bits > 8 && range.white < 2 ** layout.bits - 1)
    notes.push({ kind: 'range', white: range.white, told: told !== null });
  const palette = paletteOf(await page.numbers(TAG.colourMap));
  const rule = { pages, range, palette };
  for await (const block of readBlocks(file, pages, picture))
    paintBlock(block, rule, stored, layout.size.width);
  const scale = await scaleOfPage(page, chosen);
  const shaped = { ...layout.size, pixels: stored };
  const square = squared(file, shaped, scale ? scale.x / scale.y : 1);
  if (square !== shaped) notes.push({ kind: 'squared' });
  return {
    ...turned(file, square, turnOfOrientation(await page.whole(TAG.orientation, 1))),
    umPerPx: scale ? Math.min(scale.x, scale.y) : null,
    scaleSource: scale?.source ?? null,
    notes,
  };
}

const sameLayout = (a: TiffLayout, b: TiffLayout): boolean =>
  a.bits === b.bits &&
  a.format === b.format &&
  a.photometric === b.photometric &&
  a.compression === b.compression &&
  a.block.width === b.block.width &&
  a.block.height === b.block.height;

/** The range that tags or descriptions tell for words that are not filled; null: none. */
function toldRange(
  { bits, format, samples }: TiffLayout,
  [maxSampleValue]: readonly number[],
  { description, omePixels }: ChosenPages,
): ValueRange | null {
  if (format === 'float') return null;
  const significant = Number(omePixels?.SignificantBits);
  if (significant > 0 && significant <= bits) return { black: 0, white: 2 ** significant - 1 };
  const imageJ = (name: string) =>
    Number(new RegExp(`^${name}=(.*)$`, 'm').exec(description)?.[1] ?? Number.NaN);
  const [black, white] = [imageJ('min'), imageJ('max')];
  // ImageJ's display range, which it shows grey pictures with.
  if (description.startsWith('ImageJ=') && samples === 1 && white > black) return { black, white };
  return maxSampleValue !== undefined && maxSampleValue > 0 && maxSampleValue < 2 ** bits - 1
    ? { black: 0, white: maxSampleValue }
    : null;
}

async function measuredRange(
  file: File,
  pages: readonly TiffLayout[],
  picture: PictureDecoder,
): Promise<ValueRange> {
  const [layout] = pages;
  if (!layout) return { black: 0, white: 255 };
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for await (const block of readBlocks(file, pages, picture))
    for (const part of block.parts) {
      if (part.decoded) return { black: 0, white: 255 };
      const row = new Float64Array(block.width * (block.parts.length > 1 ? 1 : layout.samples));
      for (let y = 0; y < block.height; y++) {
        readSamples(part, layout, y, row.length, row, 0, 1);
        for (const value of row) {
          if (value < least) least = value;
          if (value > greatest) greatest = value;
        }
      }
    }
  return rangeOfValues(least, greatest, layout);
}

/** Red, green and blue of each entry, 0..255; some writers give 8 bits where 16 are due, or fill the upper 8 only. */
function paletteOf(colourMap: readonly number[]): Uint8Array {
  const entries = Math.floor(colourMap.length / 3);
  const small = colourMap.every((value) => value < 256);
  const divisor = small ? 1 : colourMap.every((value) => value % 256 === 0) ? 256 : 257;
  return Uint8Array.from({ length: 3 * entries }, (_, i) =>
    Math.round((colourMap[(i % 3) * entries + Math.floor(i / 3)] ?? 0) / divisor),
  );
}

async function scaleOfPage(
  page: TiffDirectory,
  { description, omePixels }: ChosenPages,
): Promise<FileScale | null> {
  const [x] = await page.numbers(TAG.xResolution).catch(() => []);
  const [y] = await page.numbers(TAG.yResolution).catch(() => []);
  const [unit = 2] = await page.numbers(TAG.resolutionUnit).catch(() => []);
  return firstStated(
    omeScale(omePixels),
    imageJScale(description, x, y),
    aperioScale(description),
    resolutionScale(x, y, unit === 3 ? 'cm' : unit === 2 ? 'inch' : 'none'),
  );
}
