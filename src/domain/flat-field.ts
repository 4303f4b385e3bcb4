import { z } from 'zod';

const side = z.int().positive().max(32768);

/** Gains are stored as whole numbers of 1 / GAIN_UNIT, 16 bits, little-endian. */
const GAIN_UNIT = 4096;
/** More would turn noise into a picture. */
export const MAX_GAIN = 12;
const MIN_GAIN = 0.05;

/**
 * Gains in linear light over a rectangle of the frame as the camera gives it (before mounting): columns x rows
 * nodes, the outermost on the rectangle's edges, row by row, red green blue; between nodes bilinear.
 */
export const gainGridSchema = z
  .object({
    /** Size of the frames that it was taken on, px. */
    frame: z.object({ width: side, height: side }),
    region: z.object({ x: z.int().min(0), y: z.int().min(0), width: side, height: side }),
    columns: z.int().min(2).max(64),
    rows: z.int().min(2).max(64),
    /** Base64, see {@link decodeGains}. */
    gains: z.string().max(40_000),
  })
  .refine(({ frame, region }) => region.x + region.width <= frame.width, 'reaches beyond the frame')
  .refine(({ frame, region }) => region.y + region.height <= frame.height, 'reaches beyond the frame')
  .refine((grid) => readGains(grid) !== null, 'has gains that are missing or out of range');
export type GainGrid = z.infer<typeof gainGridSchema>;

const uniformitySchema = z.object({
  /** Brightest less darkest place, relative to the mean brightness, 0..1. */
  nonUniformity: z.number().min(0).max(100),
  /** Largest less smallest channel mean, relative to their mean, 0..1. */
  cast: z.number().min(0).max(3),
});
/** How even and how neutral blank glass looks, in sRGB code values. */
export type Uniformity = z.infer<typeof uniformitySchema>;

/** Flat field and white balance of one camera, resolution, relay and objective. */
export const flatFieldSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  /** Label of the camera as the browser gives it; null: any. */
  camera: z.string().max(200).nullable(),
  /** Null: not known. */
  relay: z.number().positive().max(100).nullable(),
  objective: z.number().positive().max(200),
  /** sRGB code value, 0..1, that blank glass has after correction, in all channels. */
  level: z.number().min(0.5).max(1),
  grid: gainGridSchema,
  /** Of frames that went into the gains, and of later ones, corrected. */
  before: uniformitySchema,
  after: uniformitySchema,
  createdAt: z.iso.datetime(),
});
export type FlatField = z.infer<typeof flatFieldSchema>;

/** So many are kept. */
export const MAX_FLAT_FIELDS = 100;

/** What the optics make of a blank field; to whom it belongs the app knows. */
export type MeasuredFlatField = Pick<FlatField, 'level' | 'grid' | 'before' | 'after'>;

interface StoredGains {
  readonly columns: number;
  readonly rows: number;
  readonly gains: string;
}

/** Gains as they are stored. @throws RangeError for a gain outside 0.05..12 */
export function encodeGains(gains: Float32Array): string {
  const bytes = new Uint8Array(2 * gains.length);
  gains.forEach((gain, i) => {
    if (!(gain >= MIN_GAIN && gain <= MAX_GAIN)) throw new RangeError(`gain ${gain} is out of range`);
    const value = Math.round(gain * GAIN_UNIT);
    bytes[2 * i] = value & 255;
    bytes[2 * i + 1] = value >> 8;
  });
  return btoa(String.fromCharCode(...bytes));
}

/** @returns rows * columns * 3 gains. @throws RangeError where the grid is not a valid one */
export function decodeGains(grid: StoredGains): Float32Array<ArrayBuffer> {
  const gains = readGains(grid);
  if (!gains) throw new RangeError('gains are missing or out of range');
  return gains;
}

function readGains({ columns, rows, gains }: StoredGains): Float32Array<ArrayBuffer> | null {
  let text: string;
  try {
    text = atob(gains);
  } catch {
    return null;
  }
  const count = columns * rows * 3;
  if (text.length !== 2 * count) return null;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const value = (text.charCodeAt(2 * i) + 256 * text.charCodeAt(2 * i + 1)) / GAIN_UNIT;
    // Rounding may lead past the bounds by half a unit.
    if (value < MIN_GAIN - 1 / GAIN_UNIT || value > MAX_GAIN + 1 / GAIN_UNIT) return null;
    values[i] = value;
  }
  return values;
}

/** Whether two grids hold the same gains, wherever they lie. */
export const sameGains = (a: StoredGains, b: StoredGains): boolean =>
  a.columns === b.columns && a.rows === b.rows && a.gains === b.gains;
