import type { PointUm } from '../../domain/geometry';
import { halve, type PackedImage, packedImage } from '../simulated/packed-pixels';
import { GLASS, type StageSlide } from '../simulated/stage-slide';

/** A smaller level is not kept. */
const MIN_LEVEL_PX = 16;

/**
 * A still image as a slide: at its own um/px, on blank glass. Minified through a pyramid of halves and
 * interpolated bilinearly; at its own scale and on its pixel grid it is shown as it is.
 */
export function imageSlide(image: PackedImage, umPerPx: number): StageSlide {
  const widthUm = image.width * umPerPx;
  const heightUm = image.height * umPerPx;
  const pyramid = [image];
  const level = (k: number): PackedImage => {
    for (let last = pyramid.length - 1; last < k; last++) {
      const finer = pyramid[last] ?? image;
      if (Math.min(finer.width, finer.height) < 2 * MIN_LEVEL_PX) return finer;
      const half = packedImage(Math.ceil(finer.width / 2), Math.ceil(finer.height / 2));
      halve(finer, half);
      pyramid.push(half);
    }
    return pyramid[k] ?? image;
  };
  return {
    widthUm,
    heightUm,
    startUm: { x: widthUm / 2, y: heightUm / 2 },
    tour: [],
    render(origin, scale, width, height, out) {
      // The level whose px are at most as large as those asked for, within rounding.
      const wanted = Math.max(0, Math.floor(Math.log2(scale / umPerPx) + 1e-6));
      const source = level(wanted);
      const depth = pyramid.indexOf(source);
      sample(source, umPerPx * 2 ** depth, { widthUm, heightUm }, origin, scale, width, height, out);
    },
  };
}

function sample(
  source: PackedImage,
  sourceUm: number,
  extent: { widthUm: number; heightUm: number },
  origin: PointUm,
  scale: number,
  width: number,
  height: number,
  out: Uint8ClampedArray,
): void {
  const { width: columns, height: rows, pixels } = source;
  const clampColumn = (column: number) => Math.min(columns - 1, Math.max(0, column));
  for (let y = 0; y < height; y++) {
    const yUm = origin.y + (y + 0.5) * scale;
    const v = yUm / sourceUm - 0.5;
    const top = Math.floor(v + 1e-6);
    const fy = Math.max(0, v - top);
    const above = Math.min(rows - 1, Math.max(0, top)) * columns;
    const below = Math.min(rows - 1, Math.max(0, top + 1)) * columns;
    for (let x = 0, o = 4 * y * width; x < width; x++, o += 4) {
      const xUm = origin.x + (x + 0.5) * scale;
      out[o + 3] = 255;
      if (xUm < 0 || yUm < 0 || xUm >= extent.widthUm || yUm >= extent.heightUm) {
        out[o] = GLASS[0];
        out[o + 1] = GLASS[1];
        out[o + 2] = GLASS[2];
        continue;
      }
      const u = xUm / sourceUm - 0.5;
      const left = Math.floor(u + 1e-6);
      const fx = Math.max(0, u - left);
      const l = clampColumn(left);
      const r = clampColumn(left + 1);
      const a = pixels[above + l] ?? 0;
      const b = pixels[above + r] ?? 0;
      const c = pixels[below + l] ?? 0;
      const d = pixels[below + r] ?? 0;
      for (let channel = 0; channel < 3; channel++) {
        const bits = 8 * channel;
        const upper = ((a >>> bits) & 255) * (1 - fx) + ((b >>> bits) & 255) * fx;
        const lower = ((c >>> bits) & 255) * (1 - fx) + ((d >>> bits) & 255) * fx;
        out[o + channel] = upper * (1 - fy) + lower * fy;
      }
    }
  }
}
