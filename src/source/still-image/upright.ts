import { type Turn, turnedMap } from '../../domain/pixel-map';
import type { PackedImage } from '../simulated/packed-pixels';
import { allocatePixels } from './still-pixels';

/** Less than this is the rounding of a resolution. */
const SQUARE_WITHIN = 0.005;

/** A picture turned upright, as its tag Orientation asks for. */
export function turned(file: { readonly name: string }, image: PackedImage, turn: Turn): PackedImage {
  if (turn.rotation === 0 && !turn.mirrored) return image;
  const { size, a, b, tx, c, d, ty } = turnedMap(
    { x: 0, y: 0, width: image.width, height: image.height },
    turn,
  );
  const pixels = allocatePixels(file, size);
  for (let y = 0, at = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++, at++) {
      const column = Math.floor(a * (x + 0.5) + b * (y + 0.5) + tx);
      const row = Math.floor(c * (x + 0.5) + d * (y + 0.5) + ty);
      pixels[at] = image.pixels[row * image.width + column] ?? 0;
    }
  return { ...size, pixels };
}

/** A picture whose px are `aspect` times as wide as high, resampled to square ones of the smaller side. */
export function squared(file: { readonly name: string }, image: PackedImage, aspect: number): PackedImage {
  if (Math.abs(aspect - 1) <= SQUARE_WITHIN) return image;
  const { width, height } = image;
  const size = {
    width: aspect > 1 ? Math.round(width * aspect) : width,
    height: aspect < 1 ? Math.round(height / aspect) : height,
  };
  const pixels = allocatePixels(file, size);
  const columns = places(width, size.width);
  const rows = places(height, size.height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const at = (v: 0 | 1, u: 0 | 1) =>
        image.pixels[(row.from + v * row.step) * width + column.from + u * column.step] ?? 0;
      const above = mixed(at(0, 0), at(0, 1), column.share);
      pixels[y * size.width + x] = mixed(above, mixed(at(1, 0), at(1, 1), column.share), row.share);
    });
  });
  return { ...size, pixels };
}

/** Of each of `count` px over `length`, the two px that it lies between, and how near it is to the second. */
function places(length: number, count: number): readonly { from: number; step: 0 | 1; share: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / count - 0.5));
    const from = Math.floor(at);
    return { from, step: from + 1 < length ? 1 : 0, share: at - from };
  });
}

function mixed(a: number, b: number, share: number): number {
  const channel = (bits: number) =>
    Math.round(((a >>> bits) & 255) * (1 - share) + ((b >>> bits) & 255) * share) << bits;
  return (channel(0) | channel(8) | channel(16) | 0xff000000) >>> 0;
}
