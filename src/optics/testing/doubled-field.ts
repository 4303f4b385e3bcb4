import type { FieldBytes } from '../resample-reference';

/** A field on a copy of itself, moved by dx, dy px, which has `share` of the light (tests). The copy comes round the edges. */
export function movedOnto(field: FieldBytes, dx: number, dy: number, share: number): FieldBytes {
  const { width, height } = field;
  const rgba = field.rgba.map((value, at) => {
    const x = (((at >> 2) % width) + dx + width) % width;
    const y = (Math.floor((at >> 2) / width) + dy + height) % height;
    return (1 - share) * value + share * (field.rgba[4 * (y * width + x) + (at & 3)] ?? 0);
  });
  return { ...field, rgba };
}

/** Stripes `period` px wide at `angle`, radians, that dim up to `depth` of the light, each colour `phase` later (tests). */
export function striped(
  field: FieldBytes,
  { period, angle, depth, phase = 0 }: { period: number; angle: number; depth: number; phase?: number },
): FieldBytes {
  const rgba = field.rgba.map((value, at) => {
    if ((at & 3) === 3) return value;
    const [x, y] = [(at >> 2) % field.width, Math.floor((at >> 2) / field.width)];
    const along = (2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / period + phase * (at & 3);
    return value * (1 - (depth / 2) * (1 + Math.sin(along)));
  });
  return { ...field, rgba };
}
