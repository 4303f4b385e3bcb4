import { ReticleError } from '../../domain/errors';
import { isRecord } from './read-shape';

export const MAX_FEATURES = 200_000;
/** A snapshot or slide holds as many annotations. */
export const MAX_ANNOTATIONS = 20_000;

const GEOMETRIES = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
];

export interface RawFeature {
  /** Counted from 1 in the order of the file. */
  readonly number: number;
  readonly feature: unknown;
  /** It stood inside another one. */
  readonly isInner: boolean;
}

/**
 * All features of a file, those inside others too: a collection, a bare array as QuPath writes it, one feature, or a bare
 * geometry. @throws ReticleError where there are none, or too many
 */
export function featuresOf(json: unknown): readonly RawFeature[] {
  const list = listOf(json);
  if (!list)
    throw new ReticleError(
      'file-unsupported',
      'The file is JSON but holds no GeoJSON features.',
      'In QuPath use File, Export objects as GeoJSON.',
    );
  if (list.length > MAX_FEATURES) throw tooMany(list.length);
  const all: RawFeature[] = [];
  const waiting = list.map((feature) => ({ feature, isInner: false })).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    all.push({ number: all.length + 1, ...next });
    const inner = innerOf(next.feature);
    if (all.length + waiting.length + inner.length > MAX_FEATURES)
      throw tooMany(all.length + waiting.length + inner.length);
    for (let i = inner.length - 1; i >= 0; i--) waiting.push({ feature: inner[i], isInner: true });
  }
  return all;
}

export function tooMany(objects: number): ReticleError {
  return new ReticleError(
    'file-too-large',
    `The file has ${objects} objects; a snapshot or slide holds ${MAX_ANNOTATIONS}.`,
    'Export fewer objects, or put counted cells of one class into one object of many points.',
  );
}

function listOf(json: unknown): readonly unknown[] | null {
  if (Array.isArray(json)) return json;
  if (!isRecord(json)) return null;
  if (json.type === 'FeatureCollection') return Array.isArray(json.features) ? json.features : null;
  if (json.type === 'Feature') return [json];
  return GEOMETRIES.includes(String(json.type))
    ? [{ type: 'Feature', geometry: json, properties: {} }]
    : null;
}

/** QuPath nests objects in the properties of the one that holds them. */
function innerOf(feature: unknown): readonly unknown[] {
  if (!isRecord(feature)) return [];
  const inner = isRecord(feature.properties) ? feature.properties.childObjects : feature.childObjects;
  return Array.isArray(inner) ? inner : [];
}
