import { z } from 'zod';
import { type Annotation, annotationSchema, type Shape, shapeSchema } from '../../domain/annotation';
import { geometryOf, type Written } from './geometry';
import { isRecord } from './read-shape';
import { PLAIN } from './write-geojson';

/** What we write beside a feature's geometry (`reticle`), as far as it can be read. */
export interface OwnMember {
  /** Null: the geometry says all. */
  readonly shape: Shape | null;
  readonly classId: string | null;
  readonly island: number | null;
  readonly createdAt: string | null;
  readonly origin: Annotation['origin'];
}

const schema = annotationSchema.pick({ classId: true, island: true, createdAt: true, origin: true });
const kindSchema = z.object({ kind: z.string() });

/** Null for features of other programs. */
export function ownMember(member: unknown): OwnMember | null {
  if (!isRecord(member)) return null;
  const own = schema.safeParse(member);
  if (!own.success) return null;
  const kind = kindSchema.safeParse(member.shape);
  // Shapes with lists of points stand in the geometry; no list is read here.
  const plain = !kind.success || PLAIN.some((entry) => entry === kind.data.kind);
  const shape = plain ? null : shapeSchema.safeParse(member.shape);
  return { ...own.data, shape: shape?.success ? shape.data : null };
}

/** The shape beside the geometry, unless another program has moved the geometry since. */
export function shapeBeside(own: OwnMember | null, geometry: unknown, written: Written): Shape | null {
  if (!own?.shape || !isRecord(geometry) || !Array.isArray(geometry.coordinates)) return null;
  const expected = geometryOf(own.shape, written);
  const then = expected.coordinates.flat(3);
  const now: readonly unknown[] = geometry.coordinates.flat(3);
  const same =
    expected.type === geometry.type &&
    now.length === then.length &&
    now.every((value, k) => Math.abs(Number(value) - Number(then[k])) < 0.001);
  return same ? own.shape : null;
}
