import { ReticleError } from '../../domain/errors';
import { fieldOfView, type SizePx } from '../../domain/geometry';
import { CELL_UNKNOWN, CELL_WINDOW, type OverlayScene } from '../../domain/overlay';
import { measureQuality } from '../../optics/quality-reference';
import { CanvasRenderer } from '../../overlay/canvas-renderer';
import { type CellWindow, windowIndex } from '../../slide-map/cell-window';
import { captureField } from '../capture-field';
import type { PictureEncoder } from '../encode-client';
import { type CapturedField, placementOf, type SceneRequest } from '../field-pipeline';
import type { ActiveModel } from '../inference/active-model';
import type { EngineSettings, SnapshotResult } from '../port';
import { isEnabled } from '../provenance';
import { scaleFits } from '../scale-gate';
import { layersOf } from '../scene';
import type { RecordedFrame } from './recorder';

/** The engine's side of taking a recorded frame. */
export interface ReplayMoment {
  readonly active: readonly ActiveModel[];
  readonly settings: EngineSettings;
  /** Island that the models' cells belong to. */
  readonly island: number | null;
}

/**
 * A snapshot of a recorded frame: its picture as recorded, the overlay from the slide map as it is now at the
 * frame's place. What the map does not hold there, and all of a frame without a place, is not assessed.
 * @throws ReticleError 'snapshot-failed'
 */
export async function captureRecorded(
  frame: RecordedFrame,
  { active, settings, island }: ReplayMoment,
  caption: readonly string[],
  encoder: PictureEncoder,
): Promise<SnapshotResult> {
  const scene = sceneOf(frame, active, settings, island);
  const pipeline = { capture: () => recordedField(frame, scene, active) };
  const then = { ...settings, calibration: frame.calibration };
  const { facts, source, slide } = frame;
  const result = await captureField(
    { pipeline, scene, active, settings: then, frame: facts, source, slide },
    caption,
    encoder,
  );
  return { ...result, facts: { ...result.facts, fromReplay: true } };
}

function sceneOf(
  { tracked, facts: { umPerPx }, scaleInDoubt }: RecordedFrame,
  active: readonly ActiveModel[],
  settings: EngineSettings,
  island: number | null,
): SceneRequest {
  const enabled = active.filter(({ model }) => isEnabled(settings, model.manifest.id));
  const fitting = enabled.filter(({ model }) => umPerPx !== null && scaleFits(model.manifest, umPerPx));
  const unknown = fitting.length === 0 || placementOf(tracked) === null || scaleInDoubt;
  return {
    layers: layersOf(settings, active, fitting, () => []),
    hatchAll: enabled.length > 0 && unknown,
    visible: true,
    scaleBar: settings.scaleBar,
    island,
  };
}

async function recordedField(
  { picture, tracked, facts, capturedAt }: RecordedFrame,
  request: SceneRequest,
  active: readonly ActiveModel[],
): Promise<CapturedField> {
  // Asked for at once: the window moves on with the stage.
  const windows = Promise.all(
    request.layers.map(async ({ store, classIndex, ...layer }) => {
      const cells = active.find((each) => each.store === store)?.cells;
      const extent = cells?.extent ?? null;
      return { ...layer, window: cut(await store.read(classIndex), extent, layer.cellUm) };
    }),
  );
  const bitmap = await createImageBitmap(picture);
  const size = { width: bitmap.width, height: bitmap.height };
  const field = contextOf(size);
  field.drawImage(bitmap, 0, 0);
  bitmap.close();
  const placement = placementOf(tracked);
  const { umPerPx } = facts;
  const scene: OverlayScene<Float32Array> = {
    frameSize: size,
    placement,
    layers: await windows,
    hatchAll: request.hatchAll || (request.island !== null && request.island !== tracked?.island),
    visible: true,
    scaleBar: request.scaleBar && umPerPx !== null ? { umPerPx } : null,
  };
  const drawn = contextOf(size);
  new CanvasRenderer(drawn).render({ frame: field.canvas, scene });
  const bare = bytesOf(field, size);
  return {
    ...{ size, capturedAt, umPerPx, tracked },
    bare: rawPicture(bare, size),
    overlay: rawPicture(bytesOf(drawn, size), size),
    quality: measureQuality({ ...size, rgba: bare }, umPerPx ?? 1),
  };

  function cut(window: Float32Array, extent: CellWindow<unknown>['extent'], cellUm: number): Float32Array {
    return placement && extent
      ? fieldCells(window, extent, fieldOfView(size, placement), cellUm)
      : unknownCells();
  }
}

const unknownCells = () => new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(CELL_UNKNOWN);

/**
 * The cells of a field (um) out of a toroidal window that may have moved on: what it holds no more is unknown,
 * never the cell that has taken its place.
 */
export function fieldCells(
  window: Float32Array,
  extent: NonNullable<CellWindow<unknown>['extent']>,
  field: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  cellUm: number,
): Float32Array {
  const cells = unknownCells();
  // One more around: contours and heat are interpolated between cell centres.
  const left = Math.max(extent.column, Math.floor(field.x / cellUm) - 1);
  const top = Math.max(extent.row, Math.floor(field.y / cellUm) - 1);
  const right = Math.min(extent.column + extent.width, Math.ceil((field.x + field.width) / cellUm) + 1);
  const bottom = Math.min(extent.row + extent.height, Math.ceil((field.y + field.height) / cellUm) + 1);
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const at = windowIndex(column, row);
      cells[at] = window[at] ?? CELL_UNKNOWN;
    }
  return cells;
}

function contextOf({ width, height }: SizePx): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context)
    throw new ReticleError('snapshot-failed', 'There is no canvas for the picture.', 'Close other tabs.');
  return context;
}

const bytesOf = (context: OffscreenCanvasRenderingContext2D, { width, height }: SizePx) =>
  context.getImageData(0, 0, width, height).data as Uint8ClampedArray<ArrayBuffer>;

const rawPicture = (rgba: Uint8ClampedArray<ArrayBuffer>, size: SizePx) => ({
  ...size,
  stride: size.width * 4,
  order: 'rgba' as const,
  data: rgba.slice().buffer,
});
