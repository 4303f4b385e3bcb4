import { MAX_ARRIVALS, type OverlayScene } from '../domain/overlay';
import { hatchPeriodPx, MAX_LAYERS } from './appearance';
import type { FrameFit } from './frame-fit';

const HEADER_BYTES = 48;
const LAYER_BYTES = 32;
const ARRIVAL_BYTES = 16;
/** Layer.arrivals is first * ARRIVAL_COUNTS + count. */
const ARRIVAL_COUNTS = 32;

/** Size of the shader's `Scene`. */
export const SCENE_BYTES = HEADER_BYTES + MAX_LAYERS * LAYER_BYTES + MAX_ARRIVALS * ARRIVAL_BYTES;

const VISIBLE = 1;
const HATCH_ALL = 2;
const CHECK_ISLAND = 4;

/** Side of the box of samples a target pixel takes from the frame, at most 4. */
export function samplesPerPixel(scale: number): number {
  return Math.min(Math.max(Math.ceil(1 / scale - 0.01), 1), 4);
}

/** Packs the scene into the layout of `Scene` in field.wgsl. */
export function packScene<Window>(
  scene: OverlayScene<Window>,
  fit: FrameFit,
  view: {
    readonly pixelRatio: number;
    readonly island: number | undefined;
    readonly barCorner: { readonly x: number; readonly y: number };
  },
): ArrayBuffer {
  const bytes = new ArrayBuffer(SCENE_BYTES);
  const floats = new Float32Array(bytes);
  const words = new Uint32Array(bytes);
  const { barCorner, island, pixelRatio } = view;
  floats.set([scene.frameSize.width, scene.frameSize.height, fit.x, fit.y, fit.scale, pixelRatio]);
  words[6] = samplesPerPixel(fit.scale);
  words[7] =
    (scene.visible ? VISIBLE : 0) |
    (scene.hatchAll || !scene.placement ? HATCH_ALL : 0) |
    (island === undefined ? 0 : CHECK_ISLAND);
  floats.set([island ?? 0, hatchPeriodPx(pixelRatio), barCorner.x, barCorner.y], 8);
  let first = 0;
  scene.layers.slice(0, MAX_LAYERS).forEach(({ cellUm, style, arrivals = [] }, k) => {
    const at = (HEADER_BYTES + k * LAYER_BYTES) / 4;
    const coming = arrivals.slice(0, MAX_ARRIVALS - first);
    coming.forEach(({ column, row, cells, share }, n) => {
      const start = HEADER_BYTES + MAX_LAYERS * LAYER_BYTES + (first + n) * ARRIVAL_BYTES;
      floats.set([column, row, cells, share], start / 4);
    });
    floats.set([style.threshold, cellUm, style.contours ? 1 : 0, first * ARRIVAL_COUNTS + coming.length], at);
    first += coming.length;
    floats.set(
      style.contourColour.map((channel) => channel / 255),
      at + 4,
    );
  });
  return bytes;
}
