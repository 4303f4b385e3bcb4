import { shallow } from 'zustand/shallow';
import { type FlatField, MAX_FLAT_FIELDS } from '../../domain/flat-field';
import type { Optics } from './calibration-profiles';

/** What a flat field belongs to. */
export type LightPath = Optics;

/** All simulated slides are under one microscope. */
export const SIMULATED_CAMERA = 'Simulated microscope';

const belongs = ({ camera, relay, objective, grid }: FlatField, path: LightPath) =>
  (camera === null || camera === path.camera) &&
  (relay === null || path.relay === null || relay === path.relay) &&
  objective === path.objective &&
  grid.frame.width === path.resolution.width &&
  grid.frame.height === path.resolution.height;

/** The newest flat field of this light path; one of this very camera and relay goes before one of any. */
export function flatFieldFor(flatFields: readonly FlatField[], path: LightPath): FlatField | null {
  const exactness = ({ camera, relay }: FlatField) =>
    2 * Number(camera === path.camera) + Number(relay === path.relay);
  const fitting = flatFields.filter((flat) => belongs(flat, path));
  fitting.sort((a, b) => exactness(b) - exactness(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return fitting[0] ?? null;
}

export function sameLightPath(one: LightPath | null, other: LightPath | null): boolean {
  if (!one || !other) return one === other;
  const { resolution, ...rest } = one;
  const { resolution: otherResolution, ...otherRest } = other;
  return shallow(resolution, otherResolution) && shallow(rest, otherRest);
}

/** One of the same light path is replaced, others stay. */
export function withFlatField(flatFields: readonly FlatField[], added: FlatField): readonly FlatField[] {
  const same = (flat: FlatField) =>
    flat.id === added.id ||
    (flat.camera === added.camera &&
      flat.relay === added.relay &&
      flat.objective === added.objective &&
      flat.grid.frame.width === added.grid.frame.width &&
      flat.grid.frame.height === added.grid.frame.height);
  return [...flatFields.filter((flat) => !same(flat)), added].slice(-MAX_FLAT_FIELDS);
}
