import { z } from 'zod';

const positive = z.number().positive().finite();

/**
 * How um/px came to be known. nominal: 10 / objective, nothing measured; numbers: sensor pixel over all
 * magnifications; micrometer: graduations found or clicked; distance: a known stage movement; entered: typed
 * or read from the file; known: told by a simulated stage.
 */
export const calibrationBasisSchema = z.enum([
  'nominal',
  'numbers',
  'micrometer',
  'distance',
  'entered',
  'known',
]);
export type CalibrationBasis = z.infer<typeof calibrationBasisSchema>;

/** um/px of one camera, resolution, relay and objective. */
export const calibrationProfileSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  /** Shown to the user: "10x, USB camera". */
  name: z.string().min(1).max(200),
  /** Label of the camera as the browser gives it; null: any. */
  camera: z.string().max(200).nullable(),
  /** Size in px of the frames that it was measured on. */
  resolution: z.object({ width: z.int().positive().max(32768), height: z.int().positive().max(32768) }),
  relay: positive.max(100).nullable(),
  objective: positive.max(200),
  umPerPx: positive.min(0.005).max(100),
  /** Half-width of the 95% interval of umPerPx, um/px; null: not known. */
  uncertaintyUmPerPx: positive.nullable(),
  basis: calibrationBasisSchema,
  createdAt: z.iso.datetime(),
});
export type CalibrationProfile = z.infer<typeof calibrationProfileSchema>;
