import type { SignalSize } from './registration-model';

/**
 * What is kept of a field to know it again: log luma and log stain ratio as bytes, with their slow parts.
 * Twice smaller than the signal image where it is archived.
 */
export interface Look {
  readonly width: number;
  readonly height: number;
  /** um a px of the look. */
  readonly pxUm: number;
  /** height * width * 2 bytes: luma, stain. */
  readonly values: Uint8Array;
}

/** Ranges of the logarithms that the bytes span. */
export const LUMA_RANGE = [-3.5, 0] as const;
export const STAIN_RANGE = [-0.5, 1] as const;

/** The look of a field from its raw signal (signal.ts). */
export function lookOf(raw: Float32Array, { width, height }: SignalSize, pxUm: number): Look {
  const values = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 2) {
    values[i] = byteOf(raw[i] ?? 0, LUMA_RANGE);
    values[i + 1] = byteOf(raw[i + 1] ?? 0, STAIN_RANGE);
  }
  return { width, height, pxUm, values };
}

function byteOf(value: number, [low, high]: readonly [number, number]): number {
  return Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
}

/** Half as wide and high: means of 2 x 2 px. */
export function halved({ width, height, pxUm, values }: Look): Look {
  const half = { width: width >> 1, height: height >> 1 };
  const out = new Uint8Array(half.width * half.height * 2);
  for (let y = 0, at = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++)
      for (let channel = 0; channel < 2; channel++, at++) {
        const i = 2 * (2 * y * width + 2 * x) + channel;
        const below = i + 2 * width;
        out[at] = Math.round(
          0.25 * ((values[i] ?? 0) + (values[i + 2] ?? 0) + (values[below] ?? 0) + (values[below + 2] ?? 0)),
        );
      }
  return { ...half, pxUm: 2 * pxUm, values: out };
}
