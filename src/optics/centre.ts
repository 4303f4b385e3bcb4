import type { FieldBytes } from './resample-reference';

/** Largest side of the middle of a field whose px are looked at one by one, px. */
const CENTRE_PX = 512;

/** Where the middle of a field lies, px. */
export interface CentreRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function centreRect({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): CentreRect {
  const [across, down] = [Math.min(CENTRE_PX, width), Math.min(CENTRE_PX, height)];
  return { left: (width - across) >> 1, top: (height - down) >> 1, width: across, height: down };
}

/** The px of the middle of a field. */
export function centreOf(field: FieldBytes): FieldBytes {
  const { left, top, width, height } = centreRect(field);
  if (width === field.width && height === field.height) return field;
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 4 * ((top + y) * field.width + left);
    rgba.set(field.rgba.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, rgba };
}
