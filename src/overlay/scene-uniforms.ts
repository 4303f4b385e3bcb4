import type { RectPx } from '../domain/geometry';
import type { OverlayScene } from '../domain/overlay';
import { hatchPeriodPx, MAX_LAYERS } from './appearance';
import { COLOUR_MAP_ANCHORS, COLOUR_MAP_NAMES, colourMapAnchors } from './colour-map';
import type { FrameFit } from './frame-fit';

const HEADER_BYTES = 64;
const LAYER_BYTES = 32;
const COLOURS_AT = HEADER_BYTES + MAX_LAYERS * LAYER_BYTES;

/** Size of the shader's `Scene`. */
export const SCENE_BYTES = COLOURS_AT + COLOUR_MAP_NAMES.length * COLOUR_MAP_ANCHORS * 16;

const VISIBLE = 1;
const HATCH_ALL = 2;
const CHECK_ISLAND = 4;
const HEAT = 1;
const CONTOURS = 2;

/** Side of the box of samples a target pixel takes from the frame, at most 4. */
export function samplesPerPixel(scale: number): number {
  return Math.min(Math.max(Math.ceil(1 / scale - 0.01), 1), 4);
}

/** Packs the scene into the layout of `Scene` in overlay.wgsl. */
export function packScene<Window>(
  scene: OverlayScene<Window>,
  fit: FrameFit,
  view: { readonly pixelRatio: number; readonly island: number | undefined; readonly bar: RectPx },
): ArrayBuffer {
  const bytes = new ArrayBuffer(SCENE_BYTES);
  const floats = new Float32Array(bytes);
  const words = new Uint32Array(bytes);
  const layers = scene.layers.slice(0, MAX_LAYERS);
  const { bar, island } = view;
  floats.set([scene.frameSize.width, scene.frameSize.height, fit.x, fit.y, fit.scale, view.pixelRatio]);
  words.set([samplesPerPixel(fit.scale), layers.length], 6);
  floats.set([bar.x, bar.y, bar.width, bar.height], 8);
  words[12] =
    (scene.visible ? VISIBLE : 0) |
    (scene.hatchAll || !scene.placement ? HATCH_ALL : 0) |
    (island === undefined ? 0 : CHECK_ISLAND);
  floats.set([island ?? 0, hatchPeriodPx(view.pixelRatio)], 13);
  layers.forEach(({ cellUm, style }, k) => {
    const at = (HEADER_BYTES + k * LAYER_BYTES) / 4;
    floats.set([style.threshold, style.opacity, cellUm], at);
    words[at + 3] =
      (style.heatmap ? HEAT : 0) |
      (style.contours ? CONTOURS : 0) |
      (COLOUR_MAP_NAMES.indexOf(style.colourMap) << 8);
    floats.set(
      style.contourColour.map((channel) => channel / 255),
      at + 4,
    );
  });
  COLOUR_MAP_NAMES.flatMap((name) => colourMapAnchors(name)).forEach((rgb, k) => {
    floats.set(
      rgb.map((channel) => channel / 255),
      COLOURS_AT / 4 + k * 4,
    );
  });
  return bytes;
}
