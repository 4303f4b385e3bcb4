import { type FieldQuality, QUALITY_FIELDS, REGION_PX } from '../domain/quality';
import { QUALITY_MODEL as M, octaveShift } from './quality-model';
import type { FieldBytes } from './resample-reference';

/** Side of the blocks in which px are read, px, and blocks a side of a region. */
const BLOCK = 8;
const SIDE = REGION_PX / BLOCK;
/** Every so many px, across and down, go into the white reference. */
const WHITE_STEP = 8;
const LEVELS = 256;

type Rgb = readonly [number, number, number];

/**
 * The maths of quality.wgsl on the CPU: its golden, and the path without WebGPU.
 * @param umPerPx scale of the field, um/px; the focus measure looks at the same structures at every scale
 */
export function measureQuality(field: FieldBytes, umPerPx = 1): FieldQuality {
  const white = whiteReference(field);
  const columns = Math.ceil(field.width / REGION_PX);
  const rows = Math.ceil(field.height / REGION_PX);
  const values = new Float32Array(columns * rows * QUALITY_FIELDS.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const region = measureRegion(field, column * REGION_PX, row * REGION_PX, white, octaveShift(umPerPx));
      values.set(region, (row * columns + column) * QUALITY_FIELDS.length);
    }
  return { columns, rows, values };
}

/**
 * The colour of blank glass, 0..1 per channel: the brightness that few px exceed, with no more tint than a
 * wrong white balance gives, so that a field filled with pale stroma is not taken for glass.
 */
export function whiteReference(field: FieldBytes): Rgb {
  const histograms = [0, 1, 2].map(() => new Uint32Array(LEVELS));
  let count = 0;
  for (let y = WHITE_STEP / 2; y < field.height; y += WHITE_STEP)
    for (let x = WHITE_STEP / 2; x < field.width; x += WHITE_STEP) {
      const at = 4 * (y * field.width + x);
      histograms.forEach((histogram, channel) => {
        const value = field.rgba[at + channel] ?? 0;
        histogram[value] = (histogram[value] ?? 0) + 1;
      });
      count++;
    }
  const wanted = Math.max(1, Math.floor(count * M.WHITE_SHARE));
  const [red = 1, green = 1, blue = 1] = histograms.map((histogram) => {
    let above = 0;
    for (let value = LEVELS - 1; value > 0; value--) {
      above += histogram[value] ?? 0;
      if (above >= wanted) return value / 255;
    }
    return 1 / 255;
  });
  const untinted = (value: number) =>
    green * Math.min(Math.exp(M.PINK_CAST), Math.max(Math.exp(-M.GREEN_CAST), value / green));
  return [untinted(red), green, untinted(blue)];
}

interface Sums {
  px: number;
  tissue: number;
  bright: number;
  dark: number;
  luma: number;
  /** Energies of the octave bands of log luma: noise-free in [0..2], of all directions in the last three. */
  bands: number[];
}

function measureRegion(field: FieldBytes, left: number, top: number, white: Rgb, octaves: number): number[] {
  const sums: Sums = { px: 0, tissue: 0, bright: 0, dark: 0, luma: 0, bands: [0, 0, 0, 0, 0, 0] };
  let means: (number | null)[] = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = left + (i % SIDE) * BLOCK;
    const y = top + Math.floor(i / SIDE) * BLOCK;
    return x < field.width && y < field.height ? measureBlock(field, x, y, white, sums) : null;
  });
  for (const band of [4, 5]) {
    const side = Math.sqrt(means.length);
    means = Array.from({ length: (side * side) / 4 }, (_, i) => {
      const at = 2 * (i % (side / 2)) + 2 * side * Math.floor(i / (side / 2));
      const [a, b, c, d] = [at, at + 1, at + side, at + side + 1].map((j) => means[j] ?? null);
      if (a == null || b == null || c == null || d == null) return null;
      addTo(sums.bands, band, details(a, b, c, d).all);
      return (a + b + c + d) / 4;
    });
  }
  const { px, bands } = sums;
  return [sums.tissue / px, sums.bright / px, sums.dark / px, sharpness(bands, octaves), sums.luma / px];
}

/**
 * Energy of a fine band as a share of itself and the band two octaves coarser, 0..1. Stain strength scales
 * both alike, and blur takes the fine one first.
 */
function sharpness(bands: readonly number[], octaves: number): number {
  const share = (shift: number) => {
    const fine = Math.max(0, bands[shift] ?? 0);
    return fine / Math.max(1e-9, fine + (bands[shift + 3] ?? 0));
  };
  const below = Math.floor(octaves);
  return share(below) + (octaves - below) * (share(Math.min(2, below + 1)) - share(below));
}

/** Adds an 8 x 8 px block to the sums and returns its mean log luma. Px beyond the edge repeat it. */
function measureBlock(field: FieldBytes, left: number, top: number, white: Rgb, sums: Sums): number {
  const quarters = [0, 1, 2, 3].map((q) =>
    measureQuarter(field, left + 4 * (q & 1), top + 4 * (q >> 1), white, sums),
  );
  const [a = 0, b = 0, c = 0, d = 0] = quarters;
  const { clean, all } = details(a, b, c, d);
  addTo(sums.bands, 2, clean);
  addTo(sums.bands, 3, all);
  return (a + b + c + d) / 4;
}

/** The same for 4 x 4 px, the unit that is tissue or not. */
function measureQuarter(field: FieldBytes, left: number, top: number, white: Rgb, sums: Sums): number {
  let red = 0;
  let green = 0;
  let blue = 0;
  let bright = 0;
  for (let i = 0; i < 16; i++) {
    const x = Math.min(field.width - 1, left + (i & 3));
    const y = Math.min(field.height - 1, top + (i >> 2));
    const at = 4 * (y * field.width + x);
    const r = (field.rgba[at] ?? 0) / 255;
    const g = (field.rgba[at + 1] ?? 0) / 255;
    const b = (field.rgba[at + 2] ?? 0) / 255;
    red += r;
    green += g;
    blue += b;
    const luma = M.LUMA_RED * r + M.LUMA_GREEN * g + M.LUMA_BLUE * b;
    sums.luma += luma;
    const clipped =
      Number(r >= M.CLIPPED_BRIGHT) + Number(g >= M.CLIPPED_BRIGHT) + Number(b >= M.CLIPPED_BRIGHT);
    if (clipped >= 2) bright++;
    if (r <= M.CLIPPED_DARK && g <= M.CLIPPED_DARK && b <= M.CLIPPED_DARK) sums.dark++;
    LOGS[i] = Math.log(Math.max(M.DARKEST, luma));
  }
  const a = measurePair(0, sums);
  const b = measurePair(2, sums);
  const c = measurePair(8, sums);
  const d = measurePair(10, sums);
  const { clean } = details(a, b, c, d);
  addTo(sums.bands, 1, clean);
  const reds = density(red, white[0]);
  const greens = density(green, white[1]);
  const blues = density(blue, white[2]);
  const spread = Math.max(reds, greens, blues) - Math.min(reds, greens, blues);
  sums.px += 16;
  if (spread > M.STAINED || clean > M.TEXTURED) {
    sums.tissue += 16;
    sums.bright += bright;
  }
  return (a + b + c + d) / 4;
}

/** Log luma of the 4 x 4 px in hand, row by row. */
const LOGS = new Float32Array(16);

/** Adds 2 x 2 of the px in hand, from `corner` on, to the finest band, and returns their mean. */
function measurePair(corner: number, sums: Sums): number {
  const a = LOGS[corner] ?? 0;
  const b = LOGS[corner + 1] ?? 0;
  const c = LOGS[corner + 4] ?? 0;
  const d = LOGS[corner + 5] ?? 0;
  addTo(sums.bands, 0, details(a, b, c, d).clean);
  return (a + b + c + d) / 4;
}

/** Optical density of the mean of 16 px against the white. */
function density(sum: number, white: number): number {
  return -Math.log(Math.max(1 / 255, sum / 16) / white);
}

/**
 * Haar details of 2 x 2 neighbours, as energies. White noise is equally strong across, down and diagonal,
 * tissue hardly diagonal at its finest: so in `clean` the noise cancels, whatever its strength.
 */
function details(a: number, b: number, c: number, d: number): { clean: number; all: number } {
  const across = (a - b + c - d) / 2;
  const down = (a + b - c - d) / 2;
  const diagonal = (a - b - c + d) / 2;
  const straight = across * across + down * down;
  return { clean: straight - 2 * diagonal * diagonal, all: straight + diagonal * diagonal };
}

function addTo(bands: number[], index: number, energy: number): void {
  bands[index] = (bands[index] ?? 0) + energy;
}
