import { z } from 'zod';
import { annotationClassSchema, annotationSchema } from './annotation';
import { listOf, recordOf } from './bounded-list';
import { calibrationBasisSchema } from './calibration';

const finite = z.number().finite();
const share = z.number().min(0).max(1);

/** What a snapshot says of one model: which weights, at which operating point, over which cells. */
export const snapshotModelSchema = z.object({
  id: z.string().max(64),
  version: z.string().max(32),
  name: z.string().max(200),
  hash: z.string().max(64),
  operatingPoint: z.string().max(64),
  classes: listOf(
    z.object({
      id: z.string().max(64),
      name: z.string().max(200),
      threshold: share,
      colour: z.tuple([z.int().min(0).max(255), z.int().min(0).max(255), z.int().min(0).max(255)]),
    }),
    64,
  ),
  cellUm: z.number().positive(),
  /** The probability map: cell (0, 0) has its top left corner at `origin`, slide um. */
  map: z.object({
    columns: z.int().positive().max(8192),
    rows: z.int().positive().max(8192),
    origin: z.object({ x: finite, y: finite }),
  }),
});
export type SnapshotModel = z.infer<typeof snapshotModelSchema>;

/** A frozen field with all that explains it. Pictures and probability maps lie beside it as blobs. */
export const snapshotSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  caseId: z.uuid(),
  /** Left out by versions that knew no slides: see slideIdOf (slide.ts). */
  slideId: z.uuid().optional(),
  /** Counts up within the case, from 1. */
  number: z.int().positive(),
  /** ISO 8601. */
  capturedAt: z.iso.datetime(),
  source: z.string().max(300),
  /** Taken from the replay buffer, where frames lie as JPEG. Left out: from the live view. */
  fromReplay: z.boolean().optional(),
  /**
   * The picture was not the live one when it was captured: `old`, as no new one came; `frozen`; `still`, as a still image
   * and a paused video are. Left out: it was, or the version could not tell.
   */
  held: z.object({ reason: z.enum(['old', 'frozen', 'still']), ageSeconds: z.number().min(0) }).optional(),
  width: z.int().positive().max(32768),
  height: z.int().positive().max(32768),
  /** Null without calibration. */
  calibration: z
    .object({
      umPerPx: z.number().positive(),
      uncertaintyUmPerPx: z.number().positive().nullable(),
      basis: calibrationBasisSchema,
      objective: z.number().positive().nullable(),
      profile: z.string().max(200).nullable(),
    })
    .nullable(),
  /** The light was evened and balanced by a blank field; left out by versions that could not. */
  flatField: z.boolean().optional(),
  /** Slide-space point at the centre, um; null while tracking was lost or without calibration. */
  stage: z.object({ x: finite, y: finite, island: z.int().min(0), confidence: share }).nullable(),
  /** Shares of the field's regions by assessment (domain/quality.ts), 0..1. */
  quality: recordOf(z.string().max(40), share, 40),
  models: listOf(snapshotModelSchema, 8),
  annotations: listOf(annotationSchema, 20_000),
  notes: z.string().max(20_000),
  appVersion: z.string().max(40),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
/** Why a captured picture was not the live one. */
export type HeldReason = NonNullable<Snapshot['held']>['reason'];

export const MAX_CLASSES = 64;

/** The snapshots and annotations of one slide session. Identifiers only if the user typed them. */
export const caseSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  title: z.string().max(300),
  accession: z.string().max(64),
  notes: z.string().max(20_000),
  classes: listOf(annotationClassSchema, MAX_CLASSES),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Case = z.infer<typeof caseSchema>;

/** Binary parts of a snapshot. */
export interface SnapshotParts {
  /** PNG of the bare frame at full sensor resolution. */
  readonly frame: Blob;
  /** PNG with overlay, scale bar and caption. */
  readonly overlay: Blob;
  /** By `modelId`: float32 probability 0..1 or a negative code of domain/overlay.ts, [rows][columns][classes]. */
  readonly maps: ReadonlyMap<string, Float32Array>;
}
export interface StoredSnapshot {
  readonly snapshot: Snapshot;
  readonly parts: SnapshotParts;
}
