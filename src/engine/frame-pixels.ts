import type { FieldPipeline, SceneRequest } from './field-pipeline';
import type { FramePixels } from './port';

const BARE: SceneRequest = { layers: [], hatchAll: false, visible: false, scaleBar: false, island: null };

/** The current frame as it was taken in, after mounting, without overlay or scale bar. Rejects before the first frame. */
export async function framePixels(pipeline: FieldPipeline): Promise<FramePixels> {
  const { size, bare } = await pipeline.capture(BARE);
  return { ...size, rgba: bare };
}
