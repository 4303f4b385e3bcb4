import type { ModelManifest } from '../domain/manifest';

/**
 * Whether a model may answer on frames of this um/px. Finer frames are resampled down to the model's um/px,
 * which loses nothing; coarser ones would have to be sharpened beyond what the optics resolved, so they are
 * refused once they leave the range that the model was shown to tolerate.
 */
export function scaleFits(manifest: Pick<ModelManifest, 'umPerPxRange'>, umPerPx: number): boolean {
  return umPerPx > 0 && umPerPx <= manifest.umPerPxRange[1];
}
