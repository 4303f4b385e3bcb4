import type { Frame } from '../../domain/frame';
import type { LayerStyle } from '../../domain/overlay';
import type { CellStore } from '../../slide-map/cell-window';
import { MovingCamera, stainedSpecimen } from '../../tracking/testing/moving-slide';
import type { LayerRequest, SceneRequest } from '../field-pipeline';

/** Fields for the tests of the pipelines and of what captures them. */
export const FIELD = { width: 320, height: 192 };
export const CELL_UM = 8;

const specimen = stainedSpecimen(700, 500);

/** What a camera of 320 x 192 px at 1 um/px sees of a stained specimen. The caller closes its image. */
export function cameraFrame(sequence: number, at = { x: 300, y: 250 }): Frame {
  const { width, height, rgba } = new MovingCamera(FIELD.width, FIELD.height).expose(specimen, at, 1);
  const image = new VideoFrame(new Uint8Array(rgba), {
    ...{ format: 'RGBX', codedWidth: width, codedHeight: height, timestamp: 0 },
  });
  return { image, sequence, capturedAt: 1000 + sequence };
}

const STYLE: LayerStyle = {
  heatmap: true,
  contours: false,
  opacity: 1,
  threshold: 0.5,
  colourMap: 'viridis',
  contourColour: [255, 255, 0],
};

/** Writes p over the cells around the origin, where tracking begins. */
export function fillCells(store: CellStore<unknown>, p: (column: number, row: number) => number): void {
  const cells = 64;
  const tile = { column: -cells / 2, row: -cells / 2 };
  const data = Float32Array.from({ length: cells * cells }, (_, i) =>
    p(tile.column + (i % cells), tile.row + Math.floor(i / cells)),
  );
  const codes = new Float32Array(cells * cells);
  store.write({ tiles: [tile], cells, codes }, { kind: 'cpu', data, count: 1 });
}

export function layerOf(store: CellStore<unknown>, style: Partial<LayerStyle> = {}): LayerRequest {
  return {
    modelId: 'model',
    classId: 'class-0',
    classIndex: 0,
    store,
    cellUm: CELL_UM,
    arrivals: [],
    style: { ...STYLE, ...style },
  };
}

export function sceneOfLayers(layers: readonly LayerRequest[], island: number | null): SceneRequest {
  return { layers, hatchAll: false, visible: true, scaleBar: false, island };
}
