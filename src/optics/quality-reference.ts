import { type FieldQuality, REGION_PX } from '../domain/quality';
import { BANDS, BLOCK_PX as BLOCK, REGION, REGION_VALUES, type RegionMeasures } from './band-energies';
import { centreOf } from './centre';
import { fieldQuality } from './field-quality';
import { QUALITY_MODEL as M } from './quality-model';
import type { FieldBytes } from './resample-reference';
import { type Structure, structureOf } from './spectrum/structure';
import { addStained, STAIN, STAIN_VALUES } from './stain-sums';
import { findWhite, type Light, type Rgb } from './white-reference';

/** Blocks a side of a region. */
const SIDE = REGION_PX / BLOCK;

/**
 * Quality of a field without WebGPU. `umPerPx`: its scale, um/px, for the unit of blur.
 * @param structure of the field where it is known already, as telling it costs most
 */
export function measureQuality(
  field: FieldBytes,
  umPerPx = 1,
  structure = (): Structure => structureOf(centreOf(field), umPerPx),
): FieldQuality {
  return fieldQuality(measureRegions(field), field, umPerPx, structure);
}

/** The maths of quality.wgsl on the CPU, and its golden: a REGION for each, row by row. */
export function measureRegions(field: FieldBytes): Float32Array {
  const light = findWhite(field);
  const columns = Math.ceil(field.width / REGION_PX);
  const rows = Math.ceil(field.height / REGION_PX);
  const values = new Float32Array(columns * rows * REGION_VALUES);
  const view = new DataView(values.buffer);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const region = measureRegion(field, column * REGION_PX, row * REGION_PX, light);
      REGION.write(view, (row * columns + column) * REGION.size, region);
    }
  return values;
}

interface Sums {
  px: number;
  tissue: number;
  bright: number;
  dark: number;
  luma: number;
  ink: number;
  /** Straight details 2 px wide: across less down, and twice their product. */
  upright: number;
  slanted: number;
  /** Energies of the octave bands of luma: straight, then diagonal details. */
  readonly energies: Float64Array;
  /** STAIN_VALUES: see stain-sums.ts. */
  readonly stain: Float64Array;
}

function measureRegion(
  field: FieldBytes,
  left: number,
  top: number,
  { white, brightest, tint }: Light,
): RegionMeasures {
  const sums: Sums = {
    ...{ px: 0, tissue: 0, bright: 0, dark: 0, luma: 0, ink: 0, upright: 0, slanted: 0 },
    energies: new Float64Array(2 * BANDS),
    stain: new Float64Array(STAIN_VALUES),
  };
  let means: (number | null)[] = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = left + (i % SIDE) * BLOCK;
    const y = top + Math.floor(i / SIDE) * BLOCK;
    return x < field.width && y < field.height ? measureBlock(field, x, y, white, sums) : null;
  });
  for (let band = 3; band < BANDS; band++) {
    const side = Math.sqrt(means.length);
    means = Array.from({ length: (side * side) / 4 }, (_, i) => {
      const at = 2 * (i % (side / 2)) + 2 * side * Math.floor(i / (side / 2));
      const [a, b, c, d] = [at, at + 1, at + side, at + side + 1].map((j) => means[j] ?? null);
      if (a == null || b == null || c == null || d == null) return null;
      return addDetails(sums.energies, band, a, b, c, d);
    });
  }
  const { px, stain } = sums;
  stain[STAIN.SOLID_INK] = (64 * (stain[STAIN.SOLID_INK] ?? 0)) / px;
  stain.set(tint, STAIN.TINT);
  return {
    tissue: sums.tissue / px,
    clipped_bright: sums.bright / px,
    clipped_dark: sums.dark / px,
    luma: sums.luma / px,
    ink: sums.ink / px,
    white: brightest,
    upright: sums.upright,
    slanted: sums.slanted,
    straight: [...sums.energies.subarray(0, BANDS)],
    diagonal: [...sums.energies.subarray(BANDS)],
    stain: [...stain],
  };
}

const UNUSED = new Float64Array(2 * BANDS);

/**
 * Adds an 8 x 8 px block to the sums and returns its mean luma. Px beyond the field's edge repeat it, and
 * such a block has no say about focus: null.
 */
function measureBlock(field: FieldBytes, left: number, top: number, white: Rgb, sums: Sums): number | null {
  const whole = left + BLOCK <= field.width && top + BLOCK <= field.height;
  const energies = whole ? sums.energies : UNUSED;
  const inkBefore = sums.ink;
  const quarters = [0, 1, 2, 3].map((q) =>
    measureQuarter(field, left + 4 * (q & 1), top + 4 * (q >> 1), white, sums, energies),
  );
  if (sums.ink - inkBefore === 64) sums.stain[STAIN.SOLID_INK] = (sums.stain[STAIN.SOLID_INK] ?? 0) + 1;
  const [a = 0, b = 0, c = 0, d = 0] = quarters;
  const mean = addDetails(energies, 2, a, b, c, d);
  return whole ? mean : null;
}

/** The same for 4 x 4 px, the unit that is tissue or not. */
function measureQuarter(
  field: FieldBytes,
  left: number,
  top: number,
  white: Rgb,
  sums: Sums,
  energies: Float64Array,
): number {
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
    LUMAS[i] = luma;
  }
  const a = addPair(0, energies);
  const b = addPair(2, energies);
  const c = addPair(8, energies);
  const d = addPair(10, energies);
  const mean = addDetails(energies, 1, a, b, c, d);
  // Straight less diagonal details: white noise cancels.
  const clean = ((a - d) ** 2 + (b - c) ** 2 - (a - b - c + d) ** 2) / 2;
  const reds = density(red, white[0]);
  const greens = density(green, white[1]);
  const blues = density(blue, white[2]);
  const spread = Math.max(reds, greens, blues) - Math.min(reds, greens, blues);
  sums.px += 16;
  if (energies !== UNUSED) {
    const across = (a - b + c - d) / 2;
    const down = (a + b - c - d) / 2;
    sums.upright += across * across - down * down;
    sums.slanted += 2 * across * down;
  }
  const grain = M.GRAIN / Math.max(1 / 255, Math.min(red, green, blue) / 16);
  const stained = spread > Math.max(M.STAINED, grain);
  const tinted = spread > Math.max(M.TINTED, grain);
  const detailed = clean > M.TEXTURED * Math.max(M.DARKEST, mean) ** 2;
  if (stained) addStained(sums.stain, reds, greens, blues);
  if (detailed && !tinted) sums.stain[STAIN.COLOURLESS] = (sums.stain[STAIN.COLOURLESS] ?? 0) + 1;
  const least = Math.min(reds, greens, blues);
  const black = least > M.INK_BLACK && spread < M.INK_GREY * least;
  if (black || (spread > Math.max(M.INKED, grain) && isInk(greens - reds, greens - blues))) sums.ink += 16;
  if (stained || (tinted && detailed)) {
    sums.tissue += 16;
    sums.bright += bright;
  }
  return mean;
}

/** Whether no mixture of haematoxylin and eosin absorbs so much more green than red, and than blue. */
function isInk(thanRed: number, thanBlue: number): boolean {
  return thanBlue + M.CAST < M.INK_RED * thanRed || thanRed + M.CAST < -M.INK_BLUE * thanBlue;
}

/** Luma of the 4 x 4 px in hand, row by row. */
const LUMAS = new Float32Array(16);

/** Adds 2 x 2 of the px in hand, from `corner` on, to the finest band, and returns their mean. */
function addPair(corner: number, energies: Float64Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = [
    LUMAS[corner],
    LUMAS[corner + 1],
    LUMAS[corner + 4],
    LUMAS[corner + 5],
  ];
  return addDetails(energies, 0, a, b, c, d);
}

/** Optical density of the mean of 16 px against the white. */
function density(sum: number, white: number): number {
  return -Math.log(Math.max(1 / 255, sum / 16) / white);
}

/** Adds the energies of the Haar details of 2 x 2 neighbours to those of a band, and returns their mean. */
function addDetails(
  energies: Float64Array,
  band: number,
  a: number,
  b: number,
  c: number,
  d: number,
): number {
  const across = (a - b + c - d) / 2;
  const down = (a + b - c - d) / 2;
  const diagonal = (a - b - c + d) / 2;
  energies[band] = (energies[band] ?? 0) + across * across + down * down;
  energies[BANDS + band] = (energies[BANDS + band] ?? 0) + diagonal * diagonal;
  return (a + b + c + d) / 4;
}
