import { z } from 'zod';
import { ReticleError } from '../../domain/errors';
import type { imageFrame } from '../image-frame';
import { isRecord } from './read-shape';
import { GEOJSON_VERSION } from './write-geojson';

const finite = z.number().finite();
const headerSchema = z.object({
  version: z.number(),
  snapshotId: z.uuid(),
  coordinates: z.enum(['px', 'um']),
  width: z.number().positive(),
  height: z.number().positive(),
  centre: z.object({ x: finite, y: finite }),
  umPerPx: z.number().positive(),
  calibrated: z.boolean(),
  island: z.int().min(0),
});
export type PictureHeader = z.infer<typeof headerSchema>;

/** Files of the live slide: islands stand with the features. */
const liveHeaderSchema = z.object({ version: z.number(), look: z.uuid(), coordinates: z.literal('um') });

export type Header = (PictureHeader & { readonly look?: undefined }) | z.infer<typeof liveHeaderSchema>;

/** What a file of ours says of itself; null for files of other programs. @throws ReticleError 'file-version' */
export function headerOf(json: unknown): Header | null {
  if (!isRecord(json) || !('reticle' in json)) return null;
  const version = isRecord(json.reticle) ? json.reticle.version : undefined;
  if (typeof version === 'number' && version > GEOJSON_VERSION)
    throw new ReticleError(
      'file-version',
      `The file has version ${version} of Reticle's GeoJSON; this Reticle reads ${GEOJSON_VERSION}.`,
      'Open it with the newer Reticle that wrote it.',
    );
  const live = liveHeaderSchema.safeParse(json.reticle);
  if (live.success) return live.data;
  const header = headerSchema.safeParse(json.reticle);
  return header.success ? header.data : null;
}

/** The picture that a header's px are of. */
export function asFrame(header: PictureHeader): Parameters<typeof imageFrame>[0] {
  return {
    width: header.width,
    height: header.height,
    stage: { ...header.centre, island: header.island, confidence: 1 },
    calibration: {
      umPerPx: header.umPerPx,
      uncertaintyUmPerPx: null,
      basis: 'entered',
      objective: null,
      profile: null,
    },
  };
}
