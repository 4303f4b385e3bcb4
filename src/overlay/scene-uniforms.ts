import type { SizePx } from '../domain/geometry';
import { type Homography, inverse, project, scaleAt } from '../domain/homography';
import { MAX_ARRIVALS, type OverlayScene } from '../domain/overlay';
import { array, f32, i32, runtimeArray, struct, u32, vec2f, vec4f } from '../gpu/struct';
import { dotSpacingPx, hatchPeriodPx } from './appearance';
import type { OutputView } from './output-view';

const LAYER = struct('Layer', {
  threshold: f32,
  cell_um: f32,
  /** 1 with contours, 0 without. */
  contours: f32,
  /** Its entries in `arrivals` of the scene. */
  first_arrival: u32,
  contour_colour: vec4f,
  arrival_count: u32,
});

/** What the overlay's shader gets of a scene with so many layers; its array holds at least one. */
export const sceneOf = (layers: number) =>
  struct('Scene', {
    /** The homography from target px to frame px, a row each; w is positive where the target shows the frame. */
    to_frame_x: vec4f,
    to_frame_y: vec4f,
    to_frame_w: vec4f,
    frame_size: vec2f,
    target_size: vec2f,
    /** Top left corner of the scale bar on the target, px. */
    bar_corner: vec2f,
    /** Device px a CSS px. */
    pixel_ratio: f32,
    hatch_period: f32,
    dot_spacing: f32,
    /** Target px a frame px, in the middle of the frame. */
    frame_scale: f32,
    island: f32,
    /** Samples a side of each target pixel when the frame is drawn smaller than it is. */
    samples: i32,
    /** {@link SCENE_FLAGS} */
    flags: u32,
    layer_count: u32,
    /** Squares of cells that have just become known: column, row, side, share 0..1 that shows. */
    arrivals: array(vec4f, MAX_ARRIVALS),
    layers: runtimeArray(LAYER, Math.max(1, layers)),
  });

export const SCENE_FLAGS = {
  OVERLAY_VISIBLE: 1,
  HATCH_ALL: 2,
  /** Only cells of `island` may be drawn. */
  CHECK_ISLAND: 4,
  /** No camera picture. */
  NO_PICTURE: 8,
} as const;

/** Side of the box of samples a target pixel takes from the frame, at most 4. */
export function samplesPerPixel(scale: number): number {
  return Math.min(Math.max(Math.ceil(1 / scale - 0.01), 1), 4);
}

/**
 * What {@link sceneOf} holds for a scene.
 * @param place.transform px of the frame to px of the target
 */
export function packScene<Window>(
  scene: OverlayScene<Window>,
  view: Omit<OutputView, 'transform'>,
  place: {
    readonly transform: Homography;
    readonly target: SizePx;
    readonly island: number | undefined;
    readonly barCorner: { readonly x: number; readonly y: number };
  },
): ArrayBuffer {
  const { frameSize, layers } = scene;
  const { barCorner, island, target } = place;
  const centre = { x: frameSize.width / 2, y: frameSize.height / 2 };
  const frame_scale = scaleAt(place.transform, centre);
  const [x0, x1, x2, y0, y1, y2, w0, w1, w2] = toFrame(place.transform, centre);
  let first_arrival = 0;
  const placed = layers.map(({ cellUm, style, arrivals = [] }) => {
    const coming = arrivals.slice(0, MAX_ARRIVALS - first_arrival);
    const [red, green, blue] = style.contourColour;
    const layer = {
      ...{ threshold: style.threshold, cell_um: cellUm, contours: style.contours ? 1 : 0 },
      contour_colour: [red / 255, green / 255, blue / 255, 0],
      ...{ first_arrival, arrival_count: coming.length },
    } as const;
    first_arrival += coming.length;
    return { layer, coming };
  });
  return sceneOf(layers.length).pack({
    ...{ to_frame_x: [x0, x1, x2, 0], to_frame_y: [y0, y1, y2, 0], to_frame_w: [w0, w1, w2, 0] },
    frame_size: [frameSize.width, frameSize.height],
    target_size: [target.width, target.height],
    bar_corner: [barCorner.x, barCorner.y],
    pixel_ratio: view.pixelRatio,
    hatch_period: hatchPeriodPx(view.pixelRatio),
    ...{ dot_spacing: dotSpacingPx(view.pixelRatio), frame_scale },
    island: island ?? 0,
    samples: samplesPerPixel(frame_scale),
    flags:
      (scene.visible ? SCENE_FLAGS.OVERLAY_VISIBLE : 0) |
      (scene.hatchAll || !scene.placement ? SCENE_FLAGS.HATCH_ALL : 0) |
      (island === undefined ? 0 : SCENE_FLAGS.CHECK_ISLAND) |
      (view.content === 'overlay' ? SCENE_FLAGS.NO_PICTURE : 0),
    layer_count: layers.length,
    arrivals: placed.flatMap(({ coming }) =>
      coming.map(({ column, row, cells, share }) => [column, row, cells, share] as const),
    ),
    layers: placed.map(({ layer }) => layer),
  });
}

/** From the target to the frame, with w = 1 at the frame's middle. */
function toFrame(transform: Homography, centre: { x: number; y: number }): Homography {
  const back = inverse(transform);
  const { x, y } = project(transform, centre);
  const w = back[6] * x + back[7] * y + back[8];
  const [a, b, c, d, e, f, g, h, i] = back;
  return [a / w, b / w, c / w, d / w, e / w, f / w, g / w, h / w, i / w];
}
