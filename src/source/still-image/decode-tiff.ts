import { fromBlob } from 'geotiff';
import { ReticleError } from '../../domain/errors';
import { quote } from '../file-type';
import { checkImageSize, corrupt } from './image-limits';
import { omeUmPerPx, tiffUmPerPx } from './physical-scale';
import { allocatePixels, type StillPixels } from './still-pixels';

/** Rows decoded at a time. */
const BAND_ROWS = 512;
/** A baseline TIFF picture has 1 to 4 samples; spectral stacks are another matter. */
const PHOTOMETRIC_NAMED = new Set([0, 1, 2, 3, 5, 6, 8]);

/** Decodes the first page of a TIFF. Throws 'file-corrupt', 'file-unsupported', 'file-empty', 'file-too-large'. */
export async function decodeTiff(file: File): Promise<StillPixels> {
  const image = await fromBlob(file)
    .then((tiff) => tiff.getImage(0))
    .catch((cause) => {
      throw corrupt(file, 'its directory could not be read', cause);
    });
  const directory = image.getFileDirectory();
  const tag = async (name: 'ImageDescription' | 'XResolution' | 'ResolutionUnit') =>
    directory.hasTag(name) ? directory.loadValue(name).catch(() => undefined) : undefined;
  const width = Number(image.getWidth());
  const height = Number(image.getHeight());
  checkImageSize(file, { width, height });
  const bits = image.getBitsPerSample(0);
  const photometric = Number(directory.getValue('PhotometricInterpretation'));
  if (!PHOTOMETRIC_NAMED.has(photometric) || ![1, 4, 8, 16].includes(bits))
    throw new ReticleError(
      'file-unsupported',
      `${quote(file)} is a TIFF of a kind that cannot be shown (photometric ${photometric}, ${bits} bits a sample).`,
      'Save it as an 8-bit RGB TIFF or PNG and open that.',
    );
  const pixels = allocatePixels(file, { width, height });
  // Only RGB samples come as they are; the other kinds are turned into 8 bits a channel.
  const shift = photometric === 2 && bits === 16 ? 8 : 0;
  for (let top = 0; top < height; top += BAND_ROWS) {
    const bottom = Math.min(height, top + BAND_ROWS);
    const rgb = await image
      .readRGB({ window: [0, top, width, bottom], interleave: true })
      .catch((cause: unknown) => {
        throw decodingError(file, cause);
      });
    pack(rgb as unknown as ArrayLike<number>, shift, pixels, top * width, (bottom - top) * width);
  }
  const description = await tag('ImageDescription');
  const umPerPx =
    (typeof description === 'string' ? omeUmPerPx(description) : null) ??
    tiffUmPerPx(await tag('XResolution'), await tag('ResolutionUnit'));
  return { width, height, pixels, umPerPx };
}

function pack(rgb: ArrayLike<number>, shift: number, out: Uint32Array, from: number, count: number): void {
  for (let i = 0, s = 0; i < count; i++, s += 3) {
    const red = (rgb[s] ?? 0) >> shift;
    const green = (rgb[s + 1] ?? 0) >> shift;
    const blue = (rgb[s + 2] ?? 0) >> shift;
    out[from + i] = red | (green << 8) | (blue << 16) | 0xff000000;
  }
}

function decodingError(file: File, cause: unknown): ReticleError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (!/compression|decoder|photometric/i.test(detail))
    return corrupt(file, 'its pixels could not be decoded', cause);
  return new ReticleError(
    'file-unsupported',
    `${quote(file)} is a TIFF with a compression that cannot be read (${detail}).`,
    'Save it uncompressed or with LZW and open that.',
    { cause },
  );
}
