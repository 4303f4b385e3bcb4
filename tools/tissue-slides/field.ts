/** A picture while a slide is made of it: red, green, blue 0..255 a px, and which px of it are known. */
export interface Field {
  readonly width: number;
  readonly height: number;
  /** 3 values a px. */
  readonly rgb: Float32Array;
  /** 1: tissue or glass that was seen, 0: nothing is known there. */
  readonly known: Uint8Array;
}

/** Weights of a cubic between four neighbours (Catmull and Rom 1974), which keeps edges as sharp as they were. */
function cubic(t: number): readonly [number, number, number, number] {
  const u = t * t;
  const v = u * t;
  return [(-v + 2 * u - t) / 2, (3 * v - 5 * u + 2) / 2, (-3 * v + 4 * u + t) / 2, (v - u) / 2];
}

/** The field at another size of px. `scale`: px of the result to one px of the field. */
export function resampled(field: Field, scale: number): Field {
  const width = Math.floor(field.width * scale);
  const height = Math.floor(field.height * scale);
  const rgb = new Float32Array(3 * width * height);
  const known = new Uint8Array(width * height);
  const column = (x: number) => Math.min(field.width - 1, Math.max(0, x));
  const row = (y: number) => Math.min(field.height - 1, Math.max(0, y)) * field.width;
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / scale - 0.5;
    const top = Math.floor(v);
    const down = cubic(v - top);
    for (let x = 0; x < width; x++) {
      const u = (x + 0.5) / scale - 0.5;
      const left = Math.floor(u);
      const across = cubic(u - left);
      const at = y * width + x;
      known[at] = 1;
      for (let j = 0; j < 4; j++)
        for (let i = 0; i < 4; i++) {
          const from = row(top + j - 1) + column(left + i - 1);
          const weight = (down[j] ?? 0) * (across[i] ?? 0);
          for (let c = 0; c < 3; c++)
            rgb[3 * at + c] = (rgb[3 * at + c] ?? 0) + weight * (field.rgb[3 * from + c] ?? 0);
          if (!field.known[from]) known[at] = 0;
        }
    }
  }
  return { width, height, rgb, known };
}
