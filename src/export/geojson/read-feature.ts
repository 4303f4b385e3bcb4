import type { Annotation, Shape } from '../../domain/annotation';
import { type NamedClass, namedClass } from './class-book';
import type { RawFeature } from './features';
import type { Written } from './geometry';
import type { Losses } from './losses';
import { ownMember, shapeBeside } from './own-member';
import { isRecord, isUnreadable, readShapes, type ToSlide } from './read-shape';

const MAX_LABEL = 2000;

/** A feature in the form that all kinds of files are brought to before anything is made of it. */
export interface ReadFeature {
  readonly id: unknown;
  readonly shapes: readonly Shape[];
  readonly label: string;
  readonly namedClass: NamedClass | null;
  readonly locked: boolean;
  readonly island: number | null;
  readonly createdAt: string | null;
  readonly classId: string | null;
  readonly origin: Annotation['origin'];
  /** Written by Reticle. */
  readonly isOwn: boolean;
}

/** Reads one feature of ours or of another program; null where it cannot be read, which is counted. */
export function readFeature(
  { feature, number, isInner }: RawFeature,
  coordinates: { readonly toSlide: ToSlide; readonly written: Written },
  losses: Losses,
): ReadFeature | null {
  const raw = isRecord(feature) ? feature : {};
  const geometry = isRecord(raw.geometry) ? raw.geometry : null;
  const where = `Feature ${number}${geometry ? ` (${String(geometry.type).slice(0, 40)})` : ''}`;
  const own = ownMember(raw.reticle);
  const beside = shapeBeside(own, geometry, coordinates.written);
  const read = beside ? { shapes: [beside], untangled: false } : readShapes(geometry, coordinates.toSlide);
  if (isUnreadable(read)) {
    losses.unreadable(where, read);
    return null;
  }
  const properties = isRecord(raw.properties) ? raw.properties : {};
  const name = labelOf(properties.name);
  if (isInner) losses.add('inner');
  if (read.shapes.length > 1) losses.add('split');
  if (read.untangled) losses.add('untangled');
  if (name.length > MAX_LABEL) losses.add('names');
  if (!own) countForeign(raw, properties, geometry, losses);
  return {
    id: raw.id,
    shapes: read.shapes,
    label: name.slice(0, MAX_LABEL),
    namedClass: namedClass(properties.classification),
    locked: properties.isLocked === true,
    island: own?.island ?? null,
    createdAt: own?.createdAt ?? null,
    classId: own?.classId ?? null,
    origin: own?.origin ?? { kind: 'drawn' },
    isOwn: own !== null,
  };
}

function labelOf(name: unknown): string {
  if (typeof name === 'number') return String(name);
  return typeof name === 'string' ? name : '';
}

/** What other programs say that Reticle does not keep. */
function countForeign(
  raw: Record<string, unknown>,
  properties: Record<string, unknown>,
  geometry: Record<string, unknown> | null,
  losses: Losses,
): void {
  if (raw.nucleusGeometry || properties.nucleusGeometry) losses.add('nuclei');
  if (isFilled(properties.measurements)) losses.add('measurements');
  if (isFilled(properties.metadata)) losses.add('metadata');
  if (Array.isArray(properties.color) || typeof properties.colorRGB === 'number')
    losses.add('object-colours');
  const plane = isRecord(geometry?.plane) ? geometry.plane : isRecord(raw.plane) ? raw.plane : null;
  if (plane && [plane.z, plane.t].some((at) => typeof at === 'number' && at !== 0)) losses.add('planes');
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}
