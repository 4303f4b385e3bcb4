import type { MapPicture } from '../../domain/slide-map';
import { connect } from '../../rpc/connect';
import type { AppState } from '../state/app-state';
import { thresholdOf } from '../state/models';
import { thresholdLayer } from '../state/selectors';
import type { KeptLayer, KeptMapPicture, KeptMapRequest } from './kept-map-picture';
import type { MapWorkerCalls } from './map-worker-calls';

/** Pictures of slide maps, made beside the page: a large one takes seconds. All reject with ReticleError. */
export interface MapPictures {
  /** Null where nothing was seen. */
  ofKept(request: KeptMapRequest): Promise<KeptMapPicture | null>;
  png(picture: MapPicture, heat: Uint8ClampedArray | null, caption: readonly string[]): Promise<Blob>;
}

export const mapPicturesInWorker: MapPictures = {
  ofKept: (request) =>
    inWorker((remote) => remote.call('keptPicture', { request, keptAt: new Date().toISOString() })),
  png: (picture, heat, caption) => inWorker((remote) => remote.call('mapPng', { picture, heat, caption })),
};

/** A worker for one picture: maps are large, and nothing of one is to stay in memory. */
async function inWorker<Result>(
  work: (remote: ReturnType<typeof connect<MapWorkerCalls>>) => Promise<Result>,
): Promise<Result> {
  const worker = new Worker(new URL('./map-worker.ts', import.meta.url), {
    type: 'module',
    name: 'map-pictures',
  });
  const remote = connect<MapWorkerCalls>(worker, { name: 'map drawing', silentAfterMs: 30_000 });
  try {
    return await work(remote);
  } finally {
    remote.close();
  }
}

/** The class that the threshold slider sets, as the cells of a kept map are found by. */
export function keptLayer(state: AppState): KeptLayer | null {
  const chosen = thresholdLayer(state);
  const model = state.models.find(({ manifest }) => manifest.id === chosen?.modelId);
  if (!chosen || !model) return null;
  const { classes, cellUm } = model.manifest;
  const classIndex = classes.findIndex(({ id }) => id === chosen.classId);
  if (classIndex < 0) return null;
  return {
    ...{ hash: model.hash, cellUm, classes: classes.length },
    ...{ modelId: chosen.modelId, classId: chosen.classId, classIndex },
    className: (classes[classIndex]?.name ?? '').slice(0, 200),
    threshold: thresholdOf(chosen, state.preferences.overlay.thresholds),
  };
}
