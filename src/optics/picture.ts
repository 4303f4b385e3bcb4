import type { FieldPicture, OtherPicture, PictureKind } from '../domain/picture';
import type { RegionMeasures } from './band-energies';
import type { Structure } from './spectrum/structure';
import { type Stained, stained, sumOf } from './stain-plane';
import { STAIN, type StainSums } from './stain-sums';

/**
 * Limits of what passes for haematoxylin and eosin (H&E), from real fields of seven laboratories; README.md has the
 * ranges. Blue is what tells stains apart: in H&E it is absorbed in a fixed proportion to red and green, and that
 * proportion (the plane of the two stains) depends neither on how much of each there is nor on white balance.
 */
export const PICTURE_LIMITS = {
  /** Absorption of blue over that of green where that of red is as in eosin (0.175 of green). */
  eosinBlue: [0.167, 0.7],
  /** The same where red is absorbed as in haematoxylin (0.9 of green). */
  haematoxylinBlue: [0.335, 0.86],
  /** Least of what red adds to blue: below it, the two stains are not what absorbs red and what does not. */
  leastRedSlope: -0.4,
  /** Most that colours scatter about the plane, as a share of what they scatter in it. */
  residual: 0.135,
  /** Least that colours scatter across their main direction, the same way: print has two colours and their mixtures. */
  secondColour: 0.0014,
  /** Most of the chroma with a hue that H&E lacks; white balance may shift some there. */
  brown: 0.3,
  brownOrRed: 0.5,
  violetOrBlue: 0.25,
  /** The same where haematoxylin is as blue as this or bluer: Giemsa's blue is, and some H&E of dense lymphocytes. */
  violetOrBlueHere: [0.38, 0.02],
  /** Mean luma over the brightest: the densest H&E has 0.24 and more. */
  darkGround: 0.2,
  /** The same, and ln of a colour over green in the brightest px, from which light is coloured and glass is not. */
  colouredLight: [0.5, 0.4],
  /** ln of red over green, blue over green and blue over red in the brightest px of H&E, glass or the palest tissue. */
  redTint: [-0.15, 0.68],
  blueTint: [-0.15, 0.72],
  coldTint: [-0.33, 0.235],
  /** Least of what blue has over green beyond this share of what red has: pale eosin lets blue through. */
  eosinTint: [0.4, -0.15],
  /** Share of blocks that are stained below which light and structure are not judged. */
  enough: 0.05,
  /** Share of blocks that have colour below which, and detail without colour from which, a picture has none. */
  coloured: 0.02,
  colourless: 0.25,
  /** Share of the stained blocks beside ink below which they say nothing; ink as solid as this is then a mark. */
  besideInk: 0.1,
  solidMark: 0.3,
  /** Share of the chroma of one region with a hue that H&E lacks from which it shows something else. */
  strangeRegion: 0.5,
  strangeBlocks: 26,
} as const;
const L = PICTURE_LIMITS;

/** 4 x 4 px blocks of a whole region. */
const BLOCKS = 256;

/**
 * What a field shows, and each of its regions.
 * @param regions row by row
 * @param inked which of them are under a pen mark or border on one: these have no say where the others are H&E
 * @param structure of the field's middle; asked for only where its colours are those of H&E
 */
export function pictureOf(
  regions: readonly RegionMeasures[],
  inked: readonly boolean[],
  structure: () => Structure,
): FieldPicture {
  const sums = regions.map(({ stain }) => stain);
  const byColour = kindOfField(regions, sums, inked);
  const field = byColour === 'h-and-e' ? kindOfLight(sums, inked, structure) : byColour;
  return { field, regions: sums.map((own) => (field === 'h-and-e' ? kindOfRegion(own) : field)) };
}

/** Whether H&E by its colours is seen by tinted light, twice, or on a screen. */
function kindOfLight(
  sums: readonly StainSums[],
  inked: readonly boolean[],
  structure: () => Structure,
): PictureKind {
  if ((sumOf(sums)[STAIN.COUNT] ?? 0) < L.enough * BLOCKS * sums.length) return 'h-and-e';
  const [red = 0, blue = 0] = sums[0]?.slice(STAIN.TINT) ?? [];
  const [share, least] = L.eosinTint;
  const untinted =
    within(red, L.redTint, 0) &&
    within(blue, L.blueTint, 0) &&
    within(blue - red, L.coldTint, 0) &&
    blue - share * red >= least;
  // Where most is under ink, that is the reason.
  if (!untinted && inked.filter(Boolean).length < sums.length / 2) return 'tinted-light';
  const { echo, beat } = structure();
  if (beat >= 1) return 'not-a-section';
  return echo >= 1 ? 'double-exposure' : 'h-and-e';
}

function kindOfField(
  regions: readonly RegionMeasures[],
  sums: readonly StainSums[],
  inked: readonly boolean[],
): PictureKind {
  const mean = (of: (region: RegionMeasures) => number) =>
    regions.reduce((sum, region) => sum + of(region), 0) / regions.length;
  const [luma, white] = [mean((region) => region.luma), mean((region) => region.white)];
  if (luma < L.darkGround * white) return 'dark-field';
  const all = sumOf(sums);
  const whole = BLOCKS * regions.length;
  if ((all[STAIN.COUNT] ?? 0) < L.coloured * whole && (all[STAIN.COLOURLESS] ?? 0) > L.colourless * whole)
    return 'no-colour';
  const found = stained(all);
  if (!found) return 'h-and-e';
  const kind = kindOf(found, luma / white);
  if (kind === 'h-and-e') return kind;
  const [ground, tint] = L.colouredLight;
  const brightest = Math.max(...[0, 1].map((i) => mean(({ stain }) => stain[STAIN.TINT + i] ?? 0)));
  if (luma < ground * white && brightest > tint) return 'dark-field';
  // A pen mark is no reason against the rest of the field.
  const clean = sums.filter((_, i) => !inked[i]);
  if (clean.length === sums.length) return kind;
  const rest = sumOf(clean);
  if ((rest[STAIN.COUNT] ?? 0) < L.besideInk * (all[STAIN.COUNT] ?? 0)) {
    const solid = median(sums.map((own) => own[STAIN.SOLID_INK] ?? 0).filter((share) => share > 0));
    // There are no brown pens.
    return solid >= L.solidMark && !isBrown(found) ? 'h-and-e' : kind;
  }
  const beside = stained(rest);
  return beside && kindOf(beside, luma / white) === 'h-and-e' ? 'h-and-e' : kind;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** A plane fitted to few blocks is uncertain: in a field of 96 px the limits give way by 0.03, in one of 256 px by none. */
const uncertainty = (blocks: number) => Math.max(0, 1.2 / Math.sqrt(blocks) - 0.02);

const within = (value: number, [least, most]: readonly [number, number], by: number) =>
  value >= least - by && value <= most + by;

/** What is stained so; `h-and-e` unless one of the limits is passed. `bright`: mean luma over the brightest. */
export function kindOf(of: Stained, bright: number): PictureKind {
  const violetOrBlue = of.violet + of.blue;
  const [bluish, trace] = L.violetOrBlueHere;
  const by = uncertainty(of.blocks);
  const fits =
    within(of.eosinBlue, L.eosinBlue, by) &&
    within(of.haematoxylinBlue, L.haematoxylinBlue, by) &&
    of.redSlope >= L.leastRedSlope &&
    of.residual <= L.residual + by &&
    of.secondColour >= L.secondColour &&
    of.brown <= L.brown &&
    of.brown + of.red <= L.brownOrRed &&
    violetOrBlue <= (of.haematoxylinBlue < bluish - by ? trace : L.violetOrBlue);
  return fits ? 'h-and-e' : nameOf(of, bright);
}

/** Within these a stain is named; beyond, it is just not H&E, as a wrong name would mislead. */
const NAMED = {
  /** Most scatter about the plane of two stains. */
  residual: 0.1,
  /** Least mean luma over the brightest of a brown: photographs of wood and earth have less, real DAB 0.7 and more. */
  brownLuma: 0.6,
  /** Most brown in a blue. */
  brownInBlue: 0.03,
  /** Absorption of blue over that of green from which red is no trichrome's. */
  trichrome: 1,
} as const;

const isBrown = ({ brown, eosinBlue }: Stained) =>
  brown > 0.3 || eosinBlue > 1.3 || (eosinBlue > 1.1 && brown > 0.1);

/** The name of what is not H&E, where it is clear. `luma`: mean over the brightest. */
function nameOf(of: Stained, luma: number): OtherPicture {
  const violetOrBlue = of.violet + of.blue;
  if (of.residual > L.residual) return 'not-a-section';
  const clear = of.residual <= NAMED.residual;
  if (violetOrBlue > 0.4 && of.eosinBlue < 1)
    return clear && of.brown <= NAMED.brownInBlue ? 'blue-stain' : 'other-stain';
  // Print has one colour and its mixtures with paper; a sepia picture, too.
  if (of.secondColour < L.secondColour) return of.brown < 0.5 ? 'not-a-section' : 'other-stain';
  if (!clear) return 'other-stain';
  if (isBrown(of)) return luma >= NAMED.brownLuma ? 'dab-stain' : 'other-stain';
  if (of.eosinBlue > L.eosinBlue[1]) {
    if (violetOrBlue <= 0.05) return 'aec-stain';
    return of.eosinBlue < NAMED.trichrome ? 'masson-stain' : 'other-stain';
  }
  // Print: blue goes with red alone, as its two colours and their mixtures have it.
  if (of.haematoxylinBlue > 0.5 && of.eosinBlue < L.eosinBlue[0]) return 'not-a-section';
  if (of.eosinBlue < L.eosinBlue[0]) return 'pas-stain';
  if (of.haematoxylinBlue < 0.4 && of.eosinBlue < 0.35) return 'giemsa-stain';
  return violetOrBlue > L.violetOrBlue ? 'blue-stain' : 'other-stain';
}

/** A region of a field of H&E: whether something else is there. */
function kindOfRegion(own: StainSums): PictureKind {
  const chroma = own[STAIN.CHROMA] ?? 0;
  if ((own[STAIN.COUNT] ?? 0) < L.strangeBlocks) return 'h-and-e';
  const [brown = 0, , , blue = 0] = own.slice(STAIN.BROWN, STAIN.BLUE + 1);
  if (brown > L.strangeRegion * chroma) return 'dab-stain';
  return blue > L.strangeRegion * chroma ? 'blue-stain' : 'h-and-e';
}
