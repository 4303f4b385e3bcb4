import { unpackPicture } from '../gpu/readback';
import { BARE_SCENE, type FieldPipeline } from './field-pipeline';
import type { FramePixels } from './port';

/** The current frame as it was taken in, after mounting, without overlay or scale bar. Rejects before the first. */
export async function framePixels(pipeline: FieldPipeline): Promise<FramePixels> {
  const { size, bare } = await pipeline.capture(BARE_SCENE);
  return { ...size, rgba: unpackPicture(bare) };
}
