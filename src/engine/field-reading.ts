import { fieldOfView, slideToFrame } from '../domain/geometry';
import { CELL_UNKNOWN } from '../domain/overlay';
import { windowIndex } from '../slide-map/cell-window';
import { type FieldPipeline, placementOf } from './field-pipeline';
import type { ActiveModel } from './inference-loop';
import type { FieldProbabilities } from './port';

/** Probabilities over the current field, read back from the map; null without a place or a class. */
export async function readField(
  pipeline: FieldPipeline,
  { model, store, cells }: ActiveModel,
  classId: string,
): Promise<FieldProbabilities | null> {
  const classIndex = model.manifest.classes.findIndex(({ id }) => id === classId);
  const pinned = await pipeline.pin();
  const placement = placementOf(pinned?.tracked ?? null);
  if (!pinned || !placement || classIndex < 0) return null;
  const values = await store.read(classIndex);
  const { cellUm } = model.manifest;
  const field = fieldOfView(pinned.size, placement);
  const column = Math.ceil(field.x / cellUm);
  const row = Math.ceil(field.y / cellUm);
  const columns = Math.max(0, Math.floor((field.x + field.width) / cellUm) - column);
  const rows = Math.max(0, Math.floor((field.y + field.height) / cellUm) - row);
  const out = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const known = cells.contains(column + x, row + y);
      out[y * columns + x] = known
        ? (values[windowIndex(column + x, row + y)] ?? CELL_UNKNOWN)
        : CELL_UNKNOWN;
    }
  return {
    columns,
    rows,
    cellUm,
    originPx: slideToFrame(pinned.size, placement, { x: column * cellUm, y: row * cellUm }),
    cellPx: cellUm / placement.umPerPx,
    values: out,
    frameSequence: pinned.sequence,
  };
}
