import type { ModelManifest } from '../domain/manifest';
import { type Assessment, type FieldQuality, regionValue } from '../domain/quality';
import { assessRegions, limitsFor, QUALITY_LIMITS } from './assess';

type Gated = Pick<ModelManifest, 'quality' | 'accepts' | 'tissue' | 'network' | 'expects'>;

/** Models that come with the app: what they tell of their limits holds for all of them together. */
const published = (models: readonly Gated[]) => models.filter(({ network }) => network === undefined);

/**
 * What of a field one model may answer for. The models that come with the app share the limits of the strictest. A
 * user's own model is held to the limits of H&E where it was made for that; else nothing is known of what its pictures
 * look like, and only what cannot be seen at all is refused.
 * @param all the models that are loaded
 */
export function assessFor(
  quality: FieldQuality,
  model: Gated | null,
  all: readonly Gated[],
): ReturnType<typeof assessRegions> {
  if (!model?.network) return assessRegions(quality, limitsFor(published(all)));
  if (model.expects === 'h-and-e') return assessRegions(quality, limitsFor([model]));
  const { regions, ...grid } = assessRegions(quality);
  const luma = (i: number) => regionValue(quality, i % grid.columns, Math.floor(i / grid.columns), 'luma');
  return { ...grid, regions: regions.map((_, i): Assessment => judged(luma(i))) };
}

function judged(luma: number): Assessment {
  if (Number.isNaN(luma)) return 'looking';
  return luma >= QUALITY_LIMITS.brightest ? 'blown-out' : 'assessed';
}
