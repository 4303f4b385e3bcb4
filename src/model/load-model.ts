import type { LoadedModel, Progress, SegmentationRuntime } from '../domain/runtime';

/** Share of the progress that fetching takes. */
const FETCHING = 0.3;

/** Fetches a model and builds it at once. Throws ReticleError. */
export async function loadModel(
  runtime: Pick<SegmentationRuntime, 'fetch'>,
  baseUrl: string,
  batch = 1,
  progress: Progress = () => {},
): Promise<LoadedModel> {
  const fetched = await runtime.fetch(baseUrl, (fraction, stage) => progress(fraction * FETCHING, stage));
  const built = await fetched.build(batch, (fraction, stage) =>
    progress(FETCHING + fraction * (1 - FETCHING), stage),
  );
  progress(1, `${built.manifest.name} is ready`);
  return built;
}
