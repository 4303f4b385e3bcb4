import type { FieldBytes } from '../../src/optics/resample-reference';

type Rgb = readonly [number, number, number];

/** Code value of blank glass in what is made here. */
const GLASS = 244;
/** Optical densities (natural logarithm, of code values) of a unit of each stain that real fields are taken apart into. */
const HAEMATOXYLIN: Rgb = [0.65, 0.704, 0.286];
const EOSIN: Rgb = [0.072, 0.99, 0.105];

/**
 * Stain vectors: optical density of red, green and blue. `published` are those that programs for stain separation share
 * (Ruifrok and Johnston 2001 and later tables); `other` are the same dyes as other cameras and batches show them.
 */
export const STAINS = {
  haematoxylin: { published: [0.65, 0.704, 0.286], other: [0.58, 0.74, 0.34] },
  'Mayer haematoxylin': { published: [0.644, 0.717, 0.267], other: [0.69, 0.68, 0.25] },
  DAB: { published: [0.268, 0.57, 0.776], other: [0.35, 0.58, 0.73] },
  AEC: { published: [0.274, 0.68, 0.68], other: [0.2, 0.74, 0.64] },
  PAS: { published: [0.175, 0.972, 0.155], other: [0.22, 0.96, 0.14] },
  'methylene blue': { published: [0.834, 0.514, 0.196], other: [0.79, 0.58, 0.2] },
  'Giemsa eosin': { published: [0.093, 0.954, 0.283], other: [0.14, 0.95, 0.26] },
  'methyl blue': { published: [0.8, 0.591, 0.105], other: [0.84, 0.52, 0.16] },
  'ponceau fuchsin': { published: [0.1, 0.737, 0.668], other: [0.16, 0.78, 0.6] },
  'alcian blue': { published: [0.875, 0.458, 0.158], other: [0.9, 0.38, 0.2] },
  'toluidine blue': { published: [0.78, 0.6, 0.18], other: [0.83, 0.53, 0.18] },
  'toluidine, metachromatic': { published: [0.45, 0.86, 0.22], other: [0.52, 0.82, 0.24] },
  'orange G': { published: [0.1, 0.36, 0.93], other: [0.12, 0.45, 0.88] },
  'light green': { published: [0.947, 0.254, 0.197], other: [0.8, 0.35, 0.48] },
  silver: { published: [0.55, 0.58, 0.6], other: [0.5, 0.58, 0.65] },
  'silver ground': { published: [0.15, 0.45, 0.88], other: [0.3, 0.5, 0.8] },
} as const satisfies Record<string, { published: Rgb; other: Rgb }>;
type Stain = keyof typeof STAINS;
export type Vectors = 'published' | 'other';

/** What takes the place of haematoxylin and of eosin, and how much of each. */
interface Recipe {
  readonly nuclei: readonly [Stain, number];
  readonly rest: readonly [Stain, number];
}

export const RECIPES = {
  'DAB in nuclei': [
    { nuclei: ['DAB', 1], rest: ['haematoxylin', 0.4] },
    { nuclei: ['DAB', 1.3], rest: ['Mayer haematoxylin', 0.25] },
  ],
  'DAB in membranes': [
    { nuclei: ['haematoxylin', 0.8], rest: ['DAB', 1] },
    { nuclei: ['Mayer haematoxylin', 0.5], rest: ['DAB', 1.3] },
  ],
  AEC: [
    { nuclei: ['haematoxylin', 1], rest: ['AEC', 1] },
    { nuclei: ['AEC', 1], rest: ['Mayer haematoxylin', 0.4] },
  ],
  PAS: [
    { nuclei: ['Mayer haematoxylin', 1], rest: ['PAS', 1] },
    { nuclei: ['Mayer haematoxylin', 0.6], rest: ['PAS', 1.2] },
  ],
  Giemsa: [
    { nuclei: ['methylene blue', 1], rest: ['Giemsa eosin', 1] },
    { nuclei: ['methylene blue', 0.7], rest: ['Giemsa eosin', 1.2] },
  ],
  Masson: [
    { nuclei: ['haematoxylin', 0.3], rest: ['methyl blue', 1] },
    { nuclei: ['ponceau fuchsin', 1], rest: ['methyl blue', 1] },
    { nuclei: ['methyl blue', 1], rest: ['ponceau fuchsin', 1] },
  ],
  Papanicolaou: [
    { nuclei: ['haematoxylin', 1], rest: ['light green', 0.8] },
    { nuclei: ['haematoxylin', 1], rest: ['orange G', 0.8] },
  ],
  'toluidine blue': [
    { nuclei: ['toluidine blue', 1], rest: ['toluidine, metachromatic', 1] },
    { nuclei: ['toluidine blue', 1], rest: ['toluidine blue', 0.5] },
  ],
  silver: [
    { nuclei: ['silver', 1], rest: ['silver ground', 0.6] },
    { nuclei: ['silver ground', 0.7], rest: ['silver', 1] },
  ],
  'alcian blue': [
    { nuclei: ['alcian blue', 1], rest: ['haematoxylin', 0.5] },
    { nuclei: ['haematoxylin', 0.7], rest: ['alcian blue', 1] },
  ],
} as const satisfies Record<string, readonly Recipe[]>;
export type OtherStain = keyof typeof RECIPES;

/** Amounts of haematoxylin and eosin, two values a px, never negative: the rest is left out. */
export function unmix(field: FieldBytes): Float32Array {
  const [h, e] = [HAEMATOXYLIN, EOSIN];
  const dot = (a: Rgb, b: Rgb) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const [hh, he, ee] = [dot(h, h), dot(h, e), dot(e, e)];
  const amounts = new Float32Array((2 * field.rgba.length) / 4);
  for (let i = 0; i < amounts.length / 2; i++) {
    const od = (channel: number) =>
      Math.max(0, -Math.log(Math.max(1, field.rgba[4 * i + channel] ?? 0) / GLASS));
    const seen: Rgb = [od(0), od(1), od(2)];
    const [along, across] = [dot(seen, h), dot(seen, e)];
    amounts[2 * i] = Math.max(0, (along * ee - across * he) / (hh * ee - he * he));
    amounts[2 * i + 1] = Math.max(0, (across * hh - along * he) / (hh * ee - he * he));
  }
  return amounts;
}

/** The field as if other stains had been used. */
export function restained(field: FieldBytes, { nuclei, rest }: Recipe, vectors: Vectors): FieldBytes {
  const amounts = unmix(field);
  const first: Rgb = STAINS[nuclei[0]][vectors];
  const second: Rgb = STAINS[rest[0]][vectors];
  const rgba = new Uint8ClampedArray(field.rgba.length).fill(255);
  for (let i = 0; i < amounts.length / 2; i++)
    for (let channel = 0; channel < 3; channel++) {
      const od =
        (amounts[2 * i] ?? 0) * nuclei[1] * (first[channel] ?? 0) +
        (amounts[2 * i + 1] ?? 0) * rest[1] * (second[channel] ?? 0);
      rgba[4 * i + channel] = GLASS * Math.exp(-od);
    }
  return { ...field, rgba };
}

/** Every px through `colour`. */
export function recoloured(field: FieldBytes, colour: (rgb: Rgb) => Rgb): FieldBytes {
  const rgba = new Uint8ClampedArray(field.rgba.length).fill(255);
  for (let at = 0; at < rgba.length; at += 4)
    rgba.set(colour([field.rgba[at] ?? 0, field.rgba[at + 1] ?? 0, field.rgba[at + 2] ?? 0]), at);
  return { ...field, rgba };
}

const luma = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
/** Colours that no stain gives: what programs and cameras do to a picture. */
export const RECOLOURINGS = {
  'red and blue exchanged': ([r, g, b]: Rgb): Rgb => [b, g, r],
  'red and green exchanged': ([r, g, b]: Rgb): Rgb => [g, r, b],
  grey: (rgb: Rgb): Rgb => [luma(rgb), luma(rgb), luma(rgb)],
  sepia: (rgb: Rgb): Rgb => [luma(rgb), 0.85 * luma(rgb), 0.65 * luma(rgb)],
  inverted: ([r, g, b]: Rgb): Rgb => [255 - r, 255 - g, 255 - b],
} as const;
export type Recolouring = keyof typeof RECOLOURINGS;
