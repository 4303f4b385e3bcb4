import type { FileType } from '../file-type';
import { GLASS } from '../simulated/stage-slide';
import { readDimPng } from './dim-png';
import { readImageHeader } from './image-header';
import { checkImageSize, corrupt } from './image-limits';
import { allocatePixels, outOfMemory, type StillPixels } from './still-pixels';
import { squared } from './upright';

/** Rows copied at a time: bounds the canvas beside the picture itself. */
const BAND_ROWS = 512;
const LARGE_PIXELS = 1e8;

/** Decodes a PNG or JPEG with the browser, upright, on blank glass where it is transparent. */
export async function decodeImage(file: File, type: Extract<FileType, 'png' | 'jpeg'>): Promise<StillPixels> {
  const header = await readImageHeader(file, type);
  const dim = header.bits === 16 ? await readDimPng(file) : null;
  const decoded = dim?.picture ?? file;
  const bitmap = await createImageBitmap(decoded, { colorSpaceConversion: 'default' }).catch((cause) => {
    // The browser does not say why. A picture this large is more likely to have been too much for it.
    if (header.size.width * header.size.height > LARGE_PIXELS) throw outOfMemory(file, header.size, cause);
    throw corrupt(file, 'its pixels could not be decoded', cause);
  });
  try {
    const { width, height } = bitmap;
    checkImageSize(file, bitmap);
    const pixels = allocatePixels(file, bitmap);
    const canvas = new OffscreenCanvas(width, Math.min(BAND_ROWS, height));
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw corrupt(file, 'the browser gave no canvas to decode it on');
    for (let top = 0; top < height; top += BAND_ROWS) {
      const rows = Math.min(BAND_ROWS, height - top);
      context.fillStyle = `rgb(${GLASS.join(' ')})`;
      context.fillRect(0, 0, width, rows);
      context.drawImage(bitmap, 0, -top);
      pixels.set(new Uint32Array(context.getImageData(0, 0, width, rows).data.buffer), top * width);
    }
    const upright = { width, height, pixels };
    const { scale, aspect } = header;
    // The browser turns a picture by its Exif tag; its px are then as wide as they were high.
    const turnedOver = width !== height && width === header.size.height && height === header.size.width;
    const square = squared(file, upright, turnedOver ? 1 / aspect : aspect);
    return {
      ...square,
      umPerPx: scale ? Math.min(scale.x, scale.y) : null,
      scaleSource: scale?.source ?? null,
      notes: [
        ...(dim ? [{ kind: 'range', white: dim.white, told: false } as const] : []),
        ...(square === upright ? [] : [{ kind: 'squared' } as const]),
      ],
    };
  } finally {
    bitmap.close();
  }
}
