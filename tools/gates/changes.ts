import { type FieldBytes, resampleTiles } from '../../src/optics/resample-reference';
import { expose, restain } from './artefacts';

type Change = (field: FieldBytes, umPerPx: number, random: () => number) => FieldBytes;

/** Changes of light and stain under which the model cards give figures, and a camera. */
export const LIGHT_CHANGES: Readonly<Record<string, Change>> = {
  'stain strength 0.6': (field) => restain(field, 0.6),
  'stain strength 1.4': (field) => restain(field, 1.4),
  'brightness 0.8': (field) => gained(field, [0.8, 0.8, 0.8]),
  'red 0.9': (field) => gained(field, [0.9, 1, 1]),
  'red 1.1': (field) => gained(field, [1.1, 1, 1]),
  'green 0.9': (field) => gained(field, [1, 0.9, 1]),
  'green 1.1': (field) => gained(field, [1, 1.1, 1]),
  'blue 0.9': (field) => gained(field, [1, 1, 0.9]),
  'blue 1.1': (field) => gained(field, [1, 1, 1.1]),
  'noise 3 %': (field, _, random) => expose(field, { gain: 1, vignetting: 0, noise: 0.03 }, random),
  camera: (field, _, random) =>
    expose(
      field,
      { gain: 0.9 + 0.13 * random(), vignetting: 0.15 * random(), noise: 0.01 + 0.01 * random() },
      random,
    ),
};

/** All changes of the cards that models are to bear. */
export const CHANGES: Readonly<Record<string, Change>> = {
  ...LIGHT_CHANGES,
  'stain strength 0.7': (field) => restain(field, 0.7),
  'stain strength 1.3': (field) => restain(field, 1.3),
  'scale 0.8': (field) => scaled(field, 0.8),
  'scale 1.25': (field) => scaled(field, 1.25),
  'JPEG quality 50': (field) => jpeg50(field),
};

/** Changes of the cards that are refused by design: light that clips pale tissue, blur as strong as models just bear. */
export const REFUSED_CHANGES: Readonly<Record<string, Change>> = {
  'brightness 1.2': (field) => gained(field, [1.2, 1.2, 1.2]),
  'defocus, sigma 2 um': (field, umPerPx) => blurred(field, 2 / umPerPx),
};

const gained = (field: FieldBytes, gains: readonly number[]): FieldBytes => ({
  ...field,
  rgba: field.rgba.map((value, at) => (at % 4 === 3 ? 255 : value * (gains[at % 4] ?? 1))),
});

/** The middle of a field with tissue `times` as large. */
function scaled(field: FieldBytes, times: number): FieldBytes {
  const side = Math.min(field.width, field.height);
  const sizePx = times < 1 ? Math.floor(side * times) : side;
  const scale = 1 / times;
  const corner = { x: (field.width - sizePx * scale) / 2, y: (field.height - sizePx * scale) / 2 };
  const rgb = resampleTiles(field, {
    ...{ sizePx, scale, corners: [corner] },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  });
  const rgba = new Uint8ClampedArray(4 * sizePx * sizePx).fill(255);
  rgb.forEach((value, i) => {
    rgba[4 * Math.floor(i / 3) + (i % 3)] = 255 * value;
  });
  return { width: sizePx, height: sizePx, rgba };
}

/** One plane of values under a Gaussian of `sigma` px, mirrored at its edges. */
function smooth(plane: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  const mirrored = (i: number, length: number) => (i < 0 ? -i - 1 : i >= length ? 2 * length - 1 - i : i);
  const along = (from: Float32Array, stepX: number, stepY: number) =>
    from.map((_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      return (
        kernel.reduce((total, weight, k) => {
          const column = mirrored(x + stepX * (k - radius), width);
          const row = mirrored(y + stepY * (k - radius), height);
          return total + weight * (from[row * width + column] ?? 0);
        }, 0) / sum
      );
    });
  return along(along(plane, 1, 0), 0, 1);
}

function blurred(field: FieldBytes, sigma: number): FieldBytes {
  const { width, height } = field;
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let c = 0; c < 3; c++)
    smooth(
      Float32Array.from({ length: width * height }, (_, i) => field.rgba[4 * i + c] ?? 0),
      width,
      height,
      sigma,
    ).forEach((value, i) => {
      rgba[4 * i + c] = value;
    });
  return { width, height, rgba };
}

/** Steps of quality 50 (ITU-T T.81, annex K), of luma and of chroma. */
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = Array.from({ length: 64 }, (_, i) => {
  const [u, v] = [i % 8, i >> 3];
  const low = [17, 18, 24, 47, 18, 21, 26, 66, 24, 26, 56, 99, 47, 66, 99, 99];
  return u < 4 && v < 4 ? (low[4 * v + u] ?? 99) : 99;
});
const COSINES = Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i % 8];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/** Blocks of 8 x 8 as JPEG leaves them: the steps take what is fine and weak. */
function quantised(plane: Float32Array, width: number, height: number, steps: readonly number[]) {
  const out = new Float32Array(plane.length);
  const turned = (block: readonly number[], back: boolean) =>
    Array.from({ length: 64 }, (_, at) => {
      const [i, row] = [at >> 3, at % 8];
      let sum = 0;
      for (let k = 0; k < 8; k++)
        sum += (back ? (COSINES[8 * k + i] ?? 0) : (COSINES[8 * i + k] ?? 0)) * (block[8 * row + k] ?? 0);
      return sum;
    });
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8) {
      const px = (i: number) =>
        Math.min(height - 1, top + (i >> 3)) * width + Math.min(width - 1, left + (i % 8));
      const block = Array.from({ length: 64 }, (_, i) => (plane[px(i)] ?? 0) - 128);
      // Each turn transforms rows and writes them as columns, so that two of them give both.
      const kept = turned(turned(block, false), false).map((value, i) => {
        const step = steps[i] ?? 99;
        return step * Math.round(value / step);
      });
      turned(turned(kept, true), true).forEach((value, i) => {
        if (top + (i >> 3) < height && left + (i % 8) < width) out[px(i)] = value + 128;
      });
    }
  return out;
}

/** What JPEG of quality 50 with halved chroma leaves of a field. */
export function jpeg50(field: FieldBytes): FieldBytes {
  const { width, height } = field;
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const value = (x: number, y: number, c: number) =>
    field.rgba[4 * (Math.min(y, height - 1) * width + Math.min(x, width - 1)) + c] ?? 0;
  const mixed = (x: number, y: number, [r, g, b]: readonly [number, number, number], offset: number) =>
    r * value(x, y, 0) + g * value(x, y, 1) + b * value(x, y, 2) + offset;
  const luma = Float32Array.from({ length: width * height }, (_, i) =>
    mixed(i % width, Math.floor(i / width), [0.299, 0.587, 0.114], 0),
  );
  const chroma = (weights: readonly [number, number, number]) =>
    quantised(
      Float32Array.from({ length: across * down }, (_, i) => {
        const [x, y] = [2 * (i % across), 2 * Math.floor(i / across)];
        const at = (dx: number, dy: number) => mixed(x + dx, y + dy, weights, 128);
        return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
      }),
      across,
      down,
      CHROMA,
    );
  const [y, cb, cr] = [
    quantised(luma, width, height, LUMA),
    chroma([-0.168736, -0.331264, 0.5]),
    chroma([0.5, -0.418688, -0.081312]),
  ];
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    const at = Math.floor(Math.floor(i / width) / 2) * across + Math.floor((i % width) / 2);
    const [l, b, r] = [y[i] ?? 0, (cb[at] ?? 128) - 128, (cr[at] ?? 128) - 128];
    rgba.set([l + 1.402 * r, l - 0.344136 * b - 0.714136 * r, l + 1.772 * b], 4 * i);
  }
  return { width, height, rgba };
}
