import { z } from 'zod';
import { listOf, recordOf } from '../../domain/bounded-list';
import { snapshotModelSchema, snapshotSchema } from '../../domain/case';
import { MAX_SLIDE_LABEL } from '../../domain/slide';

/** Raised when an older Reticle could no longer read what is written. 2: regions with holes and parts, polylines. */
export const ARCHIVE_VERSION = 2;
const OLDEST_VERSION = 1;

/** Relative, forward slashes, no part that begins with a dot: nothing that could leave a folder. */
export const path = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*){0,5}$/);

const fileSchema = z.object({
  path,
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `manifest.json`: what is in the archive, and how it came about. */
export const manifestSchema = z.object({
  format: z.literal('reticle-archive'),
  version: z.int().min(OLDEST_VERSION).max(ARCHIVE_VERSION),
  /** Version of the program that wrote it. */
  software: z.string().max(80),
  disclaimer: z.string().max(200),
  /** Null: exported files only; such an archive cannot be imported. */
  case: path.nullable(),
  /** Slides of the case with their maps; left out by versions that knew none. */
  slides: path.optional(),
  /** Annotations of the slides; left out where there are none. */
  drawn: path.optional(),
  snapshots: listOf(
    z.object({
      id: z.uuid(),
      slide: z.object({ id: z.uuid(), label: z.string().max(MAX_SLIDE_LABEL) }).optional(),
      capturedAt: z.iso.datetime(),
      calibration: snapshotSchema.shape.calibration,
      flatField: snapshotSchema.shape.flatField,
      held: snapshotSchema.shape.held,
      models: listOf(
        snapshotModelSchema.pick({ id: true, version: true, hash: true, operatingPoint: true }).extend({
          thresholds: recordOf(z.string().max(64), z.number().min(0).max(1), 64),
          /** By class: whether the tissue was assessed; left out by older versions. */
          assessment: recordOf(
            z.string().max(64),
            z.enum(['assessed', 'partly-assessed', 'not-assessed', 'no-tissue']),
            64,
          ).optional(),
        }),
        8,
      ),
      /** Paths; null where the archive holds exported files only. */
      parts: z
        .object({ snapshot: path, frame: path, overlay: path, maps: recordOf(z.string().max(64), path, 8) })
        .nullable(),
    }),
    5000,
  ),
  files: listOf(fileSchema, 20_000),
});
export type Manifest = z.infer<typeof manifestSchema>;
