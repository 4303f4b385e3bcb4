import { type Homography, inverse, project, scaleAt } from '../domain/homography';
import { MAX_ARRIVALS, type OverlayScene } from '../domain/overlay';
import { hatchPeriodPx } from './appearance';
import type { OutputView } from './output-view';

const HEADER_BYTES = 96;
const LAYER_BYTES = 32;
const ARRIVAL_BYTES = 16;
const LAYERS_AT = HEADER_BYTES + MAX_ARRIVALS * ARRIVAL_BYTES;
/** Layer.arrivals is first * ARRIVAL_COUNTS + count. */
const ARRIVAL_COUNTS = 32;

/** Size of the shader's `Scene` with so many layers; its array holds one at least. */
export const sceneBytes = (layers: number) => LAYERS_AT + Math.max(1, layers) * LAYER_BYTES;

const VISIBLE = 1;
const HATCH_ALL = 2;
const CHECK_ISLAND = 4;
const NO_PICTURE = 8;

/** Side of the box of samples a target pixel takes from the frame, at most 4. */
export function samplesPerPixel(scale: number): number {
  return Math.min(Math.max(Math.ceil(1 / scale - 0.01), 1), 4);
}

/**
 * Packs the scene into the layout of `Scene` in field.wgsl.
 * @param place.transform px of the frame to px of the target
 */
export function packScene<Window>(
  scene: OverlayScene<Window>,
  view: Omit<OutputView, 'transform'>,
  place: {
    readonly transform: Homography;
    readonly island: number | undefined;
    readonly barCorner: { readonly x: number; readonly y: number };
  },
): ArrayBuffer {
  const { frameSize, layers } = scene;
  const { barCorner, island } = place;
  const bytes = new ArrayBuffer(sceneBytes(layers.length));
  const floats = new Float32Array(bytes);
  const words = new Uint32Array(bytes);
  const centre = { x: frameSize.width / 2, y: frameSize.height / 2 };
  const [x0, x1, x2, y0, y1, y2, w0, w1, w2] = toFrame(place.transform, centre);
  floats.set([x0, x1, x2, 0, y0, y1, y2, 0, w0, w1, w2, 0]);
  floats.set([frameSize.width, frameSize.height, barCorner.x, barCorner.y], 12);
  floats.set([view.pixelRatio, hatchPeriodPx(view.pixelRatio), island ?? 0], 16);
  words[19] = samplesPerPixel(scaleAt(place.transform, centre));
  words[20] =
    (scene.visible ? VISIBLE : 0) |
    (scene.hatchAll || !scene.placement ? HATCH_ALL : 0) |
    (island === undefined ? 0 : CHECK_ISLAND) |
    (view.content === 'overlay' ? NO_PICTURE : 0);
  words[21] = layers.length;
  let first = 0;
  layers.forEach(({ cellUm, style, arrivals = [] }, k) => {
    const at = (LAYERS_AT + k * LAYER_BYTES) / 4;
    const coming = arrivals.slice(0, MAX_ARRIVALS - first);
    coming.forEach(({ column, row, cells, share }, n) => {
      floats.set([column, row, cells, share], (HEADER_BYTES + (first + n) * ARRIVAL_BYTES) / 4);
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

/** From the target to the frame, with w = 1 at the frame's middle. */
function toFrame(transform: Homography, centre: { x: number; y: number }): Homography {
  const back = inverse(transform);
  const { x, y } = project(transform, centre);
  const w = back[6] * x + back[7] * y + back[8];
  const [a, b, c, d, e, f, g, h, i] = back;
  return [a / w, b / w, c / w, d / w, e / w, f / w, g / w, h / w, i / w];
}
