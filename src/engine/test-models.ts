import type { ModelManifest } from '../domain/manifest';
import { testManifest } from '../model/test-model';
import { ArrayCellStore } from '../slide-map/array-store';
import { type CellStore, CellWindow } from '../slide-map/cell-window';
import type { ActiveModel } from './inference/active-model';
import type { EngineSettings } from './port';

/** Models and settings for the tests of what reads maps and settings; nothing is ever inferred. */
export function activeModel(
  manifest: ModelManifest = testManifest('model'),
  store: CellStore<unknown> = new ArrayCellStore(manifest.classes.length),
): ActiveModel {
  const infer = () => Promise.reject(new Error('nothing is inferred here'));
  const model = { manifest, hash: `hash of ${manifest.id}`, infer, dispose() {} };
  return { model, store, cells: new CellWindow<unknown>(store) };
}

/** Fills the whole window about a point (um), as inference would have. */
export function examined(
  { cells, model }: ActiveModel,
  centre: { readonly x: number; readonly y: number },
  p: (column: number, row: number) => number,
  capturedAt = 1000,
): void {
  const { cellUm, classes } = model.manifest;
  cells.follow({ column: centre.x / cellUm, row: centre.y / cellUm });
  const extent = cells.extent;
  if (!extent) throw new Error('no window');
  const side = extent.width;
  const count = classes.length;
  const data = Float32Array.from({ length: side * side * count }, (_, i) => {
    const cell = Math.floor(i / count);
    return p(extent.column + (cell % side), extent.row + Math.floor(cell / side));
  });
  const batch = { tiles: [extent], cells: side, codes: new Float32Array(side * side) };
  cells.write(batch, { kind: 'cpu', data, count: 1 }, capturedAt);
}

/** Every class of these models, on unless told otherwise, at a threshold of 0.5. */
export function settingsFor(
  models: readonly ActiveModel[],
  change: Partial<EngineSettings> = {},
): EngineSettings {
  return {
    layers: models.flatMap(({ model: { manifest } }) =>
      manifest.classes.map(({ id: classId }) => ({
        ...{ modelId: manifest.id, classId, enabled: true, threshold: 0.5 },
      })),
    ),
    ...{ heatmap: true, contours: false, opacity: 1, colourMap: 'viridis', scaleBar: false },
    ...{ overlayVisible: true, frozen: false, calibration: null, flatField: null, replay: true },
    mounting: { crop: null, rotation: 0, mirrored: false },
    ...change,
  };
}
