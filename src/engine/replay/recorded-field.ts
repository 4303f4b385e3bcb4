import { ReticleError } from '../../domain/errors';
import { fieldOfView } from '../../domain/geometry';
import { CELL_UNKNOWN, CELL_WINDOW } from '../../domain/overlay';
import { type CellWindow, windowIndex } from '../../slide-map/cell-window';
import { captureField } from '../capture-field';
import type { CaptureEncoder } from '../encode-client';
import { type FieldPipeline, type LayerRequest, placementOf } from '../field-pipeline';
import type { ActiveModel } from '../inference/active-model';
import type { EngineSettings, SnapshotResult } from '../port';
import { sceneRequest } from '../scene';
import type { RecordedFrame } from './recorder';

/** The engine's side of taking a recorded frame. */
export interface ReplayMoment {
  readonly pipeline: Pick<FieldPipeline, 'capture'>;
  readonly active: readonly ActiveModel[];
  readonly settings: EngineSettings;
  /** Island that the models' cells belong to. */
  readonly island: number | null;
}

/**
 * A snapshot of a recorded frame: its picture as recorded, the overlay from the slide map as it is now at the
 * frame's place, drawn as the live view is. What the map does not hold there, and all of a frame without a place, is
 * not assessed.
 * @throws ReticleError 'snapshot-failed'
 */
export async function captureRecorded(
  frame: RecordedFrame,
  { pipeline, active, settings, island }: ReplayMoment,
  caption: readonly string[],
  encoder: Pick<CaptureEncoder, 'encode'>,
): Promise<SnapshotResult> {
  const { facts, source, slide, tracked, capturedAt, calibration } = frame;
  const then = { ...settings, calibration };
  const scene = sceneRequest({
    settings: then,
    loaded: active,
    facts,
    island,
    placed: placementOf(tracked) !== null && !frame.scaleInDoubt,
    visible: true,
    arrivalsOf: () => [],
  });
  const capture = async () => {
    // Both begin at once, and neither is left to fail unheard: the windows move on with the stage.
    const [layers, picture] = await Promise.all([
      Promise.all(scene.layers.map((layer) => copied(layer, frame, active))),
      decoded(frame.picture),
    ]);
    try {
      const size = { width: picture.width, height: picture.height };
      const recorded = { picture, size, capturedAt, sequence: frame.id, umPerPx: facts.umPerPx, tracked };
      return await pipeline.capture({ ...scene, layers }, recorded);
    } finally {
      picture.close();
    }
  };
  const moment = { pipeline: { capture }, scene, active, settings: then, frame: facts, source, slide };
  const result = await captureField(moment, caption, encoder);
  return { ...result, facts: { ...result.facts, fromReplay: true } };
}

async function decoded(picture: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture);
  } catch (cause) {
    throw new ReticleError(
      'snapshot-failed',
      'The recorded picture could not be read.',
      'Choose another frame; close other tabs if memory is short.',
      { cause },
    );
  }
}

/** A layer with the cells of the frame's field alone. Read before the first await. */
async function copied(
  layer: LayerRequest,
  { tracked, width, height }: RecordedFrame,
  active: readonly ActiveModel[],
): Promise<LayerRequest> {
  const extent = active.find(({ store }) => store === layer.store)?.cells.extent ?? null;
  const placement = placementOf(tracked);
  const window = await layer.store.read(layer.classIndex);
  const copy =
    placement && extent
      ? fieldCells(window, extent, fieldOfView({ width, height }, placement), layer.cellUm)
      : unknownCells();
  return { ...layer, copy };
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
): Float32Array<ArrayBuffer> {
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
