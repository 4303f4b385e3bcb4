import { z } from 'zod';
import { listOf } from './bounded-list';

const coordinate = z.number().finite().min(-1e6).max(1e6);
const length = z.number().positive().max(1e6);
export const pointUmSchema = z.object({ x: coordinate, y: coordinate });
/** Points one annotation may have: an import of more is refused by name. */
export const MAX_POINTS = 200_000;

const ring = listOf(pointUmSchema, MAX_POINTS, 3);
/** Rings one annotation may have, holes and parts together. */
export const MAX_RINGS = 20_000;

function cornersOf(parts: readonly { outer: readonly unknown[]; holes: readonly (readonly unknown[])[] }[]) {
  let sum = 0;
  for (const { outer, holes } of parts) sum += holes.reduce((all, { length }) => all + length, outer.length);
  return sum;
}

/** What a person says of a region that a model marked; `noted`: nothing yet, but something is written beside it. */
export const DECISIONS = ['confirmed', 'rejected', 'noted'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Shapes in slide space, um; x to the right, y down. Polygons close by themselves. */
export const shapeSchema = z.discriminatedUnion('kind', [
  /** One ring that does not cross itself; in records of older versions it may (domain/outline.ts). */
  z.object({ kind: z.literal('polygon'), points: ring }),
  /** What is apart, or has holes: parts that do not overlap, each an outer ring with its holes. */
  z
    .object({
      kind: z.literal('multi-polygon'),
      parts: listOf(z.object({ outer: ring, holes: listOf(ring, MAX_RINGS) }), MAX_RINGS, 1),
    })
    .refine(({ parts }) => cornersOf(parts) <= MAX_POINTS, `more than ${MAX_POINTS} points`),
  z.object({ kind: z.literal('rectangle'), x: coordinate, y: coordinate, width: length, height: length }),
  z.object({ kind: z.literal('ellipse'), centre: pointUmSchema, radiusX: length, radiusY: length }),
  /** A ruler: its length is its measure. */
  z.object({ kind: z.literal('line'), from: pointUmSchema, to: pointUmSchema }),
  /** A measured way over more than two points. */
  z.object({ kind: z.literal('polyline'), points: listOf(pointUmSchema, MAX_POINTS, 3) }),
  z.object({ kind: z.literal('arrow'), from: pointUmSchema, to: pointUmSchema }),
  z.object({ kind: z.literal('text'), at: pointUmSchema }),
  /** Counted objects of one class. */
  z.object({ kind: z.literal('points'), points: listOf(pointUmSchema, MAX_POINTS, 1) }),
  /** Frame of fixed area to count in, as for mitoses; a circle stands for a field of view. */
  z.object({
    kind: z.literal('counting-frame'),
    centre: pointUmSchema,
    areaMm2: z.number().positive().max(1e4),
    outline: z.enum(['square', 'circle']),
  }),
]);
export type Shape = z.infer<typeof shapeSchema>;
export type ShapeKind = Shape['kind'];

const colour = z.tuple([z.int().min(0).max(255), z.int().min(0).max(255), z.int().min(0).max(255)]);

/** A class that annotations and counted points carry: its name and sRGB colour. */
export const annotationClassSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  colour,
});
export type AnnotationClass = z.infer<typeof annotationClassSchema>;

export const annotationSchema = z.object({
  id: z.uuid(),
  shape: shapeSchema,
  /** Island of slide space that its coordinates belong to. */
  island: z.int().min(0),
  classId: z.string().min(1).max(64).nullable(),
  /** What the user wrote; shown as text, never as markup. */
  label: z.string().max(2000),
  locked: z.boolean(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** Drawn by hand, or a model's contour that was accepted (and perhaps corrected). */
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drawn') }),
    z.object({
      kind: z.literal('model'),
      modelId: z.string().max(64),
      modelHash: z.string().max(64),
      classId: z.string().max(64),
      threshold: z.number().min(0).max(1),
      corrected: z.boolean(),
      /** Made by looking through the regions on the slide map. Left out: accepted as an outline, by hand. */
      decision: z.enum(DECISIONS).optional(),
      /** The region reached the edge of what was examined: its area is at least what is measured. */
      cut: z.boolean().optional(),
    }),
  ]),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** What was decided of a region of a model; null for what was drawn or accepted as an outline. */
export const decisionOf = ({ origin }: Pick<Annotation, 'origin'>): Decision | null =>
  origin.kind === 'model' ? (origin.decision ?? null) : null;

/** A region that was rejected or only noted is no finding: it counts in no sum, and no report gives its size. */
export const isFinding = (annotation: Pick<Annotation, 'origin'>): boolean => {
  const decision = decisionOf(annotation);
  return decision === null || decision === 'confirmed';
};

/** Islands from this number on belong to ended looks: their numbers differ, and none has a place. */
export const FIRST_UNPLACED_ISLAND = 1_000_000_000;

/** Whether the annotation belongs to tissue whose place is known in the present run of the tracker. */
export const isPlaced = ({ island }: Pick<Annotation, 'island'>): boolean => island < FIRST_UNPLACED_ISLAND;

/** An annotation of the live slide as it is kept with its case. */
export const drawnAnnotationSchema = z.object({
  schema: z.literal(1),
  annotation: annotationSchema,
  /** Place in the list of its case, counting up. */
  order: z.int().min(0),
  /** The run of the tracker that its island belongs to: islands of two looks cannot be compared. */
  look: z.uuid(),
  /** Left out by versions that knew no slides: see slideIdOf (slide.ts). */
  slideId: z.uuid().optional(),
});
export type DrawnAnnotation = z.infer<typeof drawnAnnotationSchema>;
