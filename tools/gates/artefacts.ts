import type { FieldBytes } from '../../src/optics/resample-reference';

type Random = () => number;
type Rgb = readonly [number, number, number];

/** Code value of blank glass. */
const GLASS = 245;

/** Optical densities (natural logarithm, of code values) of one layer of felt pen; red, green, blue. */
export const INKS = {
  blue: [1.6, 1.0, 0.25],
  green: [1.7, 0.5, 1.1],
  red: [0.12, 1.6, 1.3],
  black: [1.6, 1.55, 1.5],
} as const satisfies Record<string, Rgb>;
export type Ink = keyof typeof INKS;

/** Other dyes of pens, for fields that did not set the limits. */
export const OTHER_INKS = {
  violet: [1.0, 1.5, 0.4],
  orange: [0.05, 0.7, 1.6],
  turquoise: [1.7, 0.5, 0.35],
  brown: [0.6, 1.0, 1.4],
} as const satisfies Record<string, Rgb>;
const DENSITIES: Readonly<Record<Ink | keyof typeof OTHER_INKS, Rgb>> = { ...INKS, ...OTHER_INKS };

/** Multiplies every px by `light`(x, y), per channel. */
function shade(field: FieldBytes, light: (x: number, y: number, channel: number) => number): FieldBytes {
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let y = 0; y < field.height; y++)
    for (let x = 0; x < field.width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const at = 4 * (y * field.width + x) + channel;
        rgba[at] = (rgba[at] ?? 0) * light(x, y, channel);
      }
  return { ...field, rgba };
}

export function glass(width: number, height: number): FieldBytes {
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([GLASS, GLASS - 2, GLASS], at);
  return { width, height, rgba };
}

/** All optical densities times `strength`. */
export function restain(field: FieldBytes, strength: number): FieldBytes {
  const rgba = field.rgba.map((value, at) =>
    at % 4 === 3 ? 255 : GLASS * Math.min(1, value / GLASS) ** strength,
  );
  return { ...field, rgba: new Uint8ClampedArray(rgba) };
}

/** Light times `gain` and falling by `vignetting` to the corners, then white noise, then clipping. */
export function expose(
  field: FieldBytes,
  { gain, vignetting, noise }: { readonly gain: number; readonly vignetting: number; readonly noise: number },
  random: Random,
): FieldBytes {
  const { width, height } = field;
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const off = ((2 * x) / width - 1) ** 2 + ((2 * y) / height - 1) ** 2;
      const light = gain * (1 - (vignetting * off) / 2);
      for (let at = 4 * (y * width + x), end = at + 3; at < end; at++)
        rgba[at] = (rgba[at] ?? 0) * light + 255 * noise * gauss();
    }
  return { width, height, rgba };
}

/** Dark specks, rings and fibres on the glass before the sensor: grey, sharp or soft. */
export function dust(field: FieldBytes, random: Random): FieldBytes {
  const { width, height } = field;
  const left = new Float32Array(width * height).fill(1);
  const dab = (cx: number, cy: number, radius: number, depth: number, edge: number) => {
    for (let y = Math.max(0, Math.floor(cy - radius - edge)); y < Math.min(height, cy + radius + edge); y++)
      for (
        let x = Math.max(0, Math.floor(cx - radius - edge));
        x < Math.min(width, cx + radius + edge);
        x++
      ) {
        const d = Math.hypot(x - cx, y - cy);
        const cover = depth * Math.min(1, Math.max(0, (radius + edge - d) / edge));
        left[y * width + x] = Math.min(left[y * width + x] ?? 1, 1 - cover);
      }
  };
  for (let i = 5 + 35 * random(); i > 0; i--)
    dab(random() * width, random() * height, 1 + 12 * random(), 0.2 + 0.7 * random(), 1 + 4 * random());
  for (let i = Math.floor(4 * random()); i >= 0; i--) {
    let [x, y, angle] = [random() * width, random() * height, 2 * Math.PI * random()];
    const [depth, radius, edge] = [0.3 + 0.6 * random(), 1 + 2 * random(), 1 + 2 * random()];
    for (let step = 60 + 200 * random(); step > 0; step--) {
      angle += 0.15 * (random() - 0.5);
      x += Math.cos(angle);
      y += Math.sin(angle);
      dab(x, y, radius, depth, edge);
    }
  }
  return shade(field, (x, y) => left[y * width + x] ?? 1);
}

/**
 * Felt pen on the cover glass: out of focus, streaky along the stroke. `cover`: share of the field's width that
 * the stroke covers from the left, 1: all. Returns the field and how far each px is under ink, 0..1.
 */
export function pen(
  field: FieldBytes,
  {
    ink,
    layers,
    cover,
  }: { readonly ink: keyof typeof DENSITIES; readonly layers: number; readonly cover: number },
  random: Random,
): { readonly field: FieldBytes; readonly under: Float32Array } {
  const { width, height } = field;
  const slope = random() - 0.5;
  const phase = 6 * random();
  const [slow, fast] = [60 + 80 * random(), 15 + 20 * random()];
  const under = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const edge = cover * width + slope * (y - height / 2) + 6 * Math.sin(y / 25 + phase) - x;
      under[y * width + x] = cover >= 1 ? 1 : Math.min(1, Math.max(0, edge / 12));
    }
  const thickness = (x: number, y: number) => {
    const across = y - slope * x;
    return (
      1 + 0.15 * Math.sin(across / slow + phase) + 0.1 * Math.sin(across / fast) + 0.05 * Math.sin(x / 90)
    );
  };
  const inked = shade(field, (x, y, channel) =>
    Math.exp(-(DENSITIES[ink][channel] ?? 0) * layers * thickness(x, y) * (under[y * width + x] ?? 0)),
  );
  return { field: inked, under };
}

/** The field as it moves by `lengthPx` at `angle` (radians) while the shutter is open. */
export function smear(field: FieldBytes, lengthPx: number, angle: number): FieldBytes {
  const { width, height } = field;
  const steps = Math.ceil(lengthPx) + 1;
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  const sum = new Float32Array(3 * width * height);
  for (let step = 0; step < steps; step++) {
    const along = lengthPx * (step / (steps - 1) - 0.5);
    const dx = along * Math.cos(angle);
    const dy = along * Math.sin(angle);
    const [left, top] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - left, dy - top];
    for (let y = 0; y < height; y++) {
      const y0 = width * Math.min(height - 1, Math.max(0, y + top));
      const y1 = width * Math.min(height - 1, Math.max(0, y + top + 1));
      for (let x = 0; x < width; x++) {
        const x0 = Math.min(width - 1, Math.max(0, x + left));
        const x1 = Math.min(width - 1, Math.max(0, x + left + 1));
        for (let channel = 0; channel < 3; channel++) {
          const value = (at: number) => field.rgba[4 * at + channel] ?? 0;
          const upper = (1 - fx) * value(y0 + x0) + fx * value(y0 + x1);
          const lower = (1 - fx) * value(y1 + x0) + fx * value(y1 + x1);
          const at = 3 * (y * width + x) + channel;
          sum[at] = (sum[at] ?? 0) + (1 - fy) * upper + fy * lower;
        }
      }
    }
  }
  sum.forEach((value, i) => {
    rgba[4 * Math.floor(i / 3) + (i % 3)] = value / steps;
  });
  return { width, height, rgba };
}
