import { z } from 'zod';
import { listOf } from '../domain/bounded-list';
import { ReticleError } from '../domain/errors';
import type { StoredMemory } from '../domain/stored-slide-map';
import type { IslandJoin } from '../domain/tracking';
import type { ArchivedField } from './keyframe-archive';
import { GRID } from './plane-match';

/** Bytes of a keyframe's spectrum. */
const SPECTRUM = GRID * GRID * 2;
/** Most keyframes that are stored, the newest: about 75 MB. */
export const MOST_STORED = 2000;
/** Sides of an archived look, px: half a signal image. */
const LONGEST_SIDE = 512;

export interface RememberedSlide {
  readonly highestIsland: number;
  readonly joins: readonly IslandJoin[];
  /** Oldest first. */
  readonly fields: readonly ArchivedField[];
}

export function storeMemory({ highestIsland, joins, fields }: RememberedSlide): StoredMemory {
  const kept = fields.slice(-MOST_STORED);
  const pictures = new Uint8Array(kept.reduce((sum, { look }) => sum + look.values.length, 0));
  const spectra = new Int8Array(kept.length * SPECTRUM);
  let at = 0;
  for (const [k, { look, spectrum }] of kept.entries()) {
    pictures.set(look.values, at);
    at += look.values.length;
    spectra.set(spectrum, k * SPECTRUM);
  }
  return {
    version: 1,
    highestIsland,
    joins: joins.map(({ from, into, offset }) => ({ from, into, offset: { ...offset } })),
    keyframes: kept.map(({ centre, island, look: { width, height, pxUm } }) => ({
      ...{ centre: { ...centre }, island },
      ...{ width, height, pxUm },
    })),
    pictures,
    spectra,
  };
}

/** @throws ReticleError 'record-corrupt' naming the field that is wrong */
export function restoreMemory(stored: unknown): RememberedSlide {
  const { highestIsland, joins, keyframes, pictures, spectra } = readStoredMemory(stored);
  let at = 0;
  const fields = keyframes.map(({ centre, island, width, height, pxUm }, k): ArchivedField => {
    const values = pictures.slice(at, at + width * height * 2);
    at += values.length;
    const spectrum = spectra.slice(k * SPECTRUM, (k + 1) * SPECTRUM);
    return { centre: { ...centre }, island, made: 0, look: { width, height, pxUm, values }, spectrum };
  });
  return { highestIsland, joins, fields };
}

const um = z.number().min(-1e7).max(1e7);
const point = z.object({ x: um, y: um });
const island = z.int().min(0).max(1_000_000);

const storedMemorySchema = z
  .object({
    version: z.literal(1),
    highestIsland: z.int().min(-1).max(1_000_000),
    joins: listOf(z.object({ from: island, into: island, offset: point }), 100_000),
    keyframes: listOf(
      z.object({
        centre: point,
        island,
        width: z.int().positive().max(LONGEST_SIDE),
        height: z.int().positive().max(LONGEST_SIDE),
        pxUm: z.number().positive().max(1000),
      }),
      MOST_STORED,
    ),
    pictures: z.instanceof(Uint8Array<ArrayBuffer>),
    spectra: z.instanceof(Int8Array<ArrayBuffer>),
  })
  .superRefine(({ highestIsland, joins, keyframes, pictures, spectra }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const px = keyframes.reduce((sum, { width, height }) => sum + width * height * 2, 0);
    if (pictures.length !== px) wrong('pictures', 'has not the size of its keyframes');
    if (spectra.length !== keyframes.length * SPECTRUM) wrong('spectra', 'has not the size of its keyframes');
    if (keyframes.some((keyframe) => keyframe.island > highestIsland))
      wrong('keyframes', 'lies on an island that was never begun');
    if (joins.some(({ from, into }) => Math.max(from, into) > highestIsland || from === into))
      wrong('joins', 'names an island that was never begun');
  });

/** @throws ReticleError 'record-corrupt' naming the field that is wrong */
export function readStoredMemory(stored: unknown): StoredMemory {
  const parsed = storedMemorySchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ReticleError(
    'record-corrupt',
    `What was remembered of the slide is damaged (${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}).`,
    'The slide opens, but its place is not found again by itself.',
    { cause: parsed.error },
  );
}
