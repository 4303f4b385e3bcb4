import type { LoadedModel, Progress, SegmentationRuntime } from '../domain/runtime';
import { fetchModel } from './store';

/** Share of the progress that fetching takes. */
const FETCHING = 0.3;

/** Fetches a model and builds it at once. Throws ReticleError. */
export async function loadModel(
  runtime: Pick<SegmentationRuntime, 'build'>,
  baseUrl: string,
  batch = 1,
  progress: Progress = () => {},
): Promise<LoadedModel> {
  progress(0, 'Fetching the model');
  const pack = await fetchModel(baseUrl, (fraction) => progress(fraction * FETCHING, 'Fetching the model'));
  const built = await runtime.build(pack, batch, (fraction, stage) =>
    progress(FETCHING + fraction * (1 - FETCHING), stage),
  );
  progress(1, `${built.manifest.name} is ready`);
  return built;
}
