import { z } from 'zod';
import { listOf, withoutTwins } from '../../domain/bounded-list';
import { type CalibrationProfile, calibrationProfileSchema } from '../../domain/calibration';
import { ReticleError } from '../../domain/errors';
import { type FlatField, flatFieldSchema, MAX_FLAT_FIELDS } from '../../domain/flat-field';
import type { SizePx } from '../../domain/geometry';
import { parseJson } from '../../domain/parse';

/** What a profile belongs to. */
export interface Optics {
  /** Label of the camera. */
  readonly camera: string;
  readonly resolution: SizePx;
  readonly objective: number;
  /** Magnification of the camera adapter; null: not told. */
  readonly relay: number | null;
}

/** A larger difference between two ways of measuring is reported. */
export const DISAGREEMENT = 0.03;

/** A camera or an adapter that was not told could be any. */
export const belongs = (profile: CalibrationProfile, { camera, resolution, objective, relay }: Optics) =>
  (profile.camera === null || profile.camera === camera) &&
  (profile.relay === null || relay === null || profile.relay === relay) &&
  profile.resolution.width === resolution.width &&
  profile.resolution.height === resolution.height &&
  profile.objective === objective;

/** The newest profile of these optics; one of this very camera and adapter goes before one of any. */
export function profileFor(
  profiles: readonly CalibrationProfile[],
  optics: Optics,
): CalibrationProfile | null {
  const fitting = profiles.filter((profile) => belongs(profile, optics));
  const exactness = ({ camera, relay }: CalibrationProfile) =>
    2 * Number(camera !== null) + Number(relay !== null && relay === optics.relay);
  fitting.sort((a, b) => exactness(b) - exactness(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return fitting[0] ?? null;
}

/** Profiles of the same optics and way are replaced, others stay. */
export function withProfile(
  profiles: readonly CalibrationProfile[],
  added: CalibrationProfile,
): readonly CalibrationProfile[] {
  const same = (profile: CalibrationProfile) =>
    profile.id === added.id ||
    (profile.camera === added.camera &&
      profile.basis === added.basis &&
      profile.objective === added.objective &&
      profile.relay === added.relay &&
      profile.resolution.width === added.resolution.width &&
      profile.resolution.height === added.resolution.height);
  return [...profiles.filter((profile) => !same(profile)), added].slice(-MAX_PROFILES);
}

/** By how much a scale is off another, relative, where that is more than 3%; else null. */
export function disagreement(umPerPx: number, other: number): number | null {
  const off = umPerPx / other - 1;
  return Math.abs(off) > DISAGREEMENT ? off : null;
}

export const MAX_PROFILES = 200;

/** What is exported and imported as one file. */
export interface CalibrationFile {
  readonly profiles: readonly CalibrationProfile[];
  readonly flatFields: readonly FlatField[];
}

const fileSchema = z
  .object({
    format: z.literal('reticle-calibration'),
    version: z.literal(1),
    profiles: listOf(calibrationProfileSchema, MAX_PROFILES).superRefine(withoutTwins(({ id }) => id)),
    /** Files from before flat fields have none. */
    flatFields: listOf(flatFieldSchema, MAX_FLAT_FIELDS)
      .superRefine(withoutTwins(({ id }) => id))
      .default([]),
  })
  .refine(({ profiles, flatFields }) => profiles.length + flatFields.length > 0, 'is empty');

export function serialiseProfiles({ profiles, flatFields }: CalibrationFile): string {
  const file = { format: 'reticle-calibration', version: 1, profiles, flatFields };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Of a file with as much as is kept: 100 flat fields of 40 kB and 200 profiles. */
const MAX_FILE_BYTES = 8 * 2 ** 20;

/**
 * As {@link parseProfiles}, of a file that is not read where it is too large.
 * @throws ReticleError 'file-too-large', 'settings-invalid'
 */
export async function readProfiles(file: Blob): Promise<CalibrationFile> {
  if (file.size > MAX_FILE_BYTES)
    throw new ReticleError(
      'file-too-large',
      `The calibration file has ${Math.ceil(file.size / 2 ** 20)} MB; at most ${MAX_FILE_BYTES / 2 ** 20} MB are read.`,
      REMEDY,
    );
  return parseProfiles(await file.text());
}

const REMEDY = 'Choose a file that Reticle exported.';

/**
 * Reads profiles and flat fields from a file of unknown origin.
 * @throws ReticleError 'settings-invalid' naming what is wrong
 */
export function parseProfiles(text: string): CalibrationFile {
  return parseJson(fileSchema, text, {
    code: 'settings-invalid',
    what: 'The calibration file',
    remedy: REMEDY,
  });
}
