import { decode } from 'fast-png';
import { ReticleError } from '../domain/errors';

export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  /** width * height * 3 bytes, row by row. */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** @throws ReticleError 'file-corrupt' for what is no 8-bit RGB or RGBA PNG. Alpha is not kept. */
export async function decodePicture(png: Blob): Promise<RgbPicture> {
  try {
    const { width, height, channels, depth, data } = decode(new Uint8Array(await png.arrayBuffer()));
    if (depth !== 8 || channels < 3) throw new Error(`${channels} channels of ${depth} bits`);
    const rgb = new Uint8Array(width * height * 3);
    for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
      rgb[to] = data[from] ?? 0;
      rgb[to + 1] = data[from + 1] ?? 0;
      rgb[to + 2] = data[from + 2] ?? 0;
    }
    return { width, height, rgb };
  } catch (error) {
    throw new ReticleError(
      'file-corrupt',
      `A picture of the snapshot cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      'Export the other snapshots, or this one without its picture.',
      { cause: error },
    );
  }
}
