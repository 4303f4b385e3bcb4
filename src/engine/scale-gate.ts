import type { ModelManifest } from '../domain/manifest';
import { nominalAperture, resolvedUmPerPx } from '../domain/resolution';

/**
 * Whether a model may answer on frames of this um/px. Finer frames are resampled down to the model's um/px, which
 * loses nothing; coarser ones would have to be sharpened beyond what was resolved, so they are refused once they
 * leave the range that the model was shown to tolerate. Px finer than the objective resolves add nothing: a
 * camera does not make a 4x of a 10x.
 * @param objective magnification; null: not known, the px alone are judged
 */
export function scaleFits(
  manifest: Pick<ModelManifest, 'umPerPxRange'>,
  umPerPx: number,
  objective: number | null = null,
): boolean {
  const resolved = objective !== null && objective > 0 ? resolvedUmPerPx(nominalAperture(objective)) : 0;
  return umPerPx > 0 && Math.max(umPerPx, resolved) <= manifest.umPerPxRange[1];
}
