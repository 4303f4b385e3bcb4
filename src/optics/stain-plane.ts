import { STAIN, type StainSums } from './stain-sums';

/** Where the plane of H&E lies by default, and how weak an opinion that is: it counts in fields of one colour. */
const PLANE = [0.15, 0.4] as const;
const OPINION = 5e-5;
/** Absorption of red over that of green: of eosin, and of haematoxylin. */
const EOSIN_RED = 0.175;
const HAEMATOXYLIN_RED = 0.9;
/** Stained 4 x 4 px blocks from which a plane can be fitted. */
const ENOUGH = 40;

/** How stained px are coloured. All but the hues come from differences between blocks, so white balance has no say. */
export interface Stained {
  /** Blocks of 4 x 4 px. */
  readonly blocks: number;
  /**
   * Absorption of blue over that of green on the plane through the densities, where red is absorbed as by eosin and
   * as by haematoxylin.
   */
  readonly eosinBlue: number;
  readonly haematoxylinBlue: number;
  /** What absorption of red adds to that of blue. */
  readonly redSlope: number;
  /** Scatter about the plane over that along the main direction; standard deviations. */
  readonly residual: number;
  /** Scatter along the second direction over that along the main one; variances. */
  readonly secondColour: number;
  /** Share of the chroma by hue: see QUALITY_MODEL. */
  readonly brown: number;
  readonly red: number;
  readonly violet: number;
  readonly blue: number;
}

/** Sums of stain-sums.ts over regions. */
export function sumOf(regions: readonly StainSums[]): Float64Array {
  const total = new Float64Array(STAIN.SOLID_INK);
  for (const region of regions)
    total.forEach((sum, i) => {
      total[i] = sum + (region[i] ?? 0);
    });
  return total;
}

/** Null where too little is stained to tell. */
export function stained(sums: Float64Array): Stained | null {
  const blocks = sums[STAIN.COUNT] ?? 0;
  if (blocks < ENOUGH) return null;
  const c = covariance(sums, blocks);
  // Blue by red and green: a regression that leans to PLANE where the blocks do not tell (ridge).
  const u = c.rb - c.rr * PLANE[0] - c.rg * PLANE[1];
  const v = c.gb - c.rg * PLANE[0] - c.gg * PLANE[1];
  const determinant = (c.rr + OPINION) * (c.gg + OPINION) - c.rg * c.rg;
  const redSlope = PLANE[0] + ((c.gg + OPINION) * u - c.rg * v) / determinant;
  const greenSlope = PLANE[1] + ((c.rr + OPINION) * v - c.rg * u) / determinant;
  const about =
    redSlope * redSlope * c.rr +
    greenSlope * greenSlope * c.gg +
    c.bb +
    2 * (redSlope * greenSlope * c.rg - redSlope * c.rb - greenSlope * c.gb);
  const [most, second] = largest(c);
  const chroma = Math.max(1e-9, sums[STAIN.CHROMA] ?? 0);
  const share = (at: number) => (sums[at] ?? 0) / chroma;
  return {
    blocks,
    eosinBlue: greenSlope + EOSIN_RED * redSlope,
    haematoxylinBlue: greenSlope + HAEMATOXYLIN_RED * redSlope,
    redSlope,
    residual: Math.sqrt(Math.max(0, about) / (redSlope ** 2 + greenSlope ** 2 + 1) / Math.max(1e-9, most)),
    secondColour: second / Math.max(1e-9, most),
    brown: share(STAIN.BROWN),
    red: share(STAIN.RED),
    violet: share(STAIN.VIOLET),
    blue: share(STAIN.BLUE),
  };
}

interface Covariance {
  readonly rr: number;
  readonly gg: number;
  readonly bb: number;
  readonly rg: number;
  readonly rb: number;
  readonly gb: number;
}

function covariance(sums: Float64Array, blocks: number): Covariance {
  const mean = (at: number) => (sums[at] ?? 0) / blocks;
  const [r, g, b] = [mean(STAIN.DENSITIES), mean(STAIN.DENSITIES + 1), mean(STAIN.DENSITIES + 2)];
  const of = (at: number, product: number) => mean(STAIN.PRODUCTS + at) - product;
  return {
    rr: of(0, r * r),
    gg: of(1, g * g),
    bb: of(2, b * b),
    rg: of(3, r * g),
    rb: of(4, r * b),
    gb: of(5, g * b),
  };
}

/** The two largest eigenvalues (Smith, Commun ACM 1961). */
function largest({ rr, gg, bb, rg, rb, gb }: Covariance): readonly [number, number] {
  const mean = (rr + gg + bb) / 3;
  const [x, y, z] = [rr - mean, gg - mean, bb - mean];
  const size = Math.sqrt((x * x + y * y + z * z + 2 * (rg * rg + rb * rb + gb * gb)) / 6);
  if (size < 1e-12) return [mean, mean];
  const determinant = x * (y * z - gb * gb) - rg * (rg * z - gb * rb) + rb * (rg * gb - y * rb);
  const angle = Math.acos(Math.min(1, Math.max(-1, determinant / size ** 3 / 2))) / 3;
  const most = mean + 2 * size * Math.cos(angle);
  const least = mean + 2 * size * Math.cos(angle + (2 * Math.PI) / 3);
  return [most, 3 * mean - most - least];
}
