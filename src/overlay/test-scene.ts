import { CELL_UNKNOWN, CELL_WINDOW, type LayerStyle, type OverlayScene } from '../domain/overlay';

/** Scenes for the tests of both renderers. */
export const PLAIN_STYLE: LayerStyle = {
  heatmap: true,
  contours: false,
  opacity: 1,
  threshold: 0.5,
  colourMap: 'viridis',
  contourColour: [0, 255, 0],
};

/** A window filled by a function of the cell, everywhere within `reach` cells of (0, 0); unknown beyond. */
export function cellWindow(
  value: (column: number, row: number) => number,
  reach = 250,
): Float32Array<ArrayBuffer> {
  const window = new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(CELL_UNKNOWN);
  const wrap = (cell: number) => ((cell % CELL_WINDOW) + CELL_WINDOW) % CELL_WINDOW;
  for (let row = -reach; row < reach; row++)
    for (let column = -reach; column < reach; column++)
      window[wrap(row) * CELL_WINDOW + wrap(column)] = value(column, row);
  return window;
}

/** A scene of one layer with cells of 8 um; the stage at `centre`. */
export function sceneOf(
  window: Float32Array<ArrayBuffer>,
  change: {
    frameSize?: { width: number; height: number };
    centre?: { x: number; y: number };
    umPerPx?: number;
    style?: Partial<LayerStyle>;
    scene?: Partial<OverlayScene<Float32Array<ArrayBuffer>>>;
  } = {},
): OverlayScene<Float32Array<ArrayBuffer>> {
  return {
    frameSize: change.frameSize ?? { width: 96, height: 64 },
    placement: { centre: change.centre ?? { x: 0, y: 0 }, umPerPx: change.umPerPx ?? 1 },
    layers: [
      {
        modelId: 'model',
        classId: 'tumour',
        window,
        cellUm: 8,
        style: { ...PLAIN_STYLE, ...change.style },
      },
    ],
    hatchAll: false,
    visible: true,
    scaleBar: null,
    ...change.scene,
  };
}
