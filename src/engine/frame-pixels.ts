import { ReticleError } from '../domain/errors';
import { unpackPicture } from '../gpu/readback';
import type { FieldPipeline } from './field-pipeline';
import type { FramePixels } from './port';

/**
 * The current frame as it was taken in, after mounting and flat field, without overlay or scale bar.
 * @throws ReticleError 'snapshot-failed' before the first
 */
export async function framePixels(pipeline: Pick<FieldPipeline, 'picture'>): Promise<FramePixels> {
  const picture = await pipeline.picture();
  if (!picture) throw new ReticleError('snapshot-failed', 'There is no frame yet.', 'Choose a source first.');
  return { ...picture.size, rgba: unpackPicture(picture.bare) };
}
