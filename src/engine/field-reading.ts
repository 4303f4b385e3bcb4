import { fieldOfView, slideToFrame } from '../domain/geometry';
import { CELL_UNKNOWN } from '../domain/overlay';
import { windowIndex } from '../slide-map/cell-window';
import { type FieldPipeline, placementOf } from './field-pipeline';
import type { ActiveModel } from './inference/active-model';
import type { FieldProbabilities } from './port';

/**
 * Probabilities over the current field, read back from the map; null without a place or a class. All is asked for
 * before the first await, so that place and cells are of one moment.
 * @param island the one that the cells belong to; a field on another has none of them
 */
export async function readField(
  pipeline: Pick<FieldPipeline, 'field' | 'place'>,
  { model, store, cells }: ActiveModel,
  classId: string,
  island: number | null,
): Promise<FieldProbabilities | null> {
  const classIndex = model.manifest.classes.findIndex(({ id }) => id === classId);
  const facts = pipeline.field();
  if (!facts || classIndex < 0) return null;
  const { extent } = cells;
  const [tracked, values] = await Promise.all([pipeline.place(), store.read(classIndex)]);
  const placement = placementOf(tracked);
  if (!tracked || !placement) return null;
  const { cellUm } = model.manifest;
  const field = fieldOfView(facts.size, placement);
  const column = Math.ceil(field.x / cellUm);
  const row = Math.ceil(field.y / cellUm);
  const columns = Math.max(0, Math.floor((field.x + field.width) / cellUm) - column);
  const rows = Math.max(0, Math.floor((field.y + field.height) / cellUm) - row);
  const kept = (x: number, y: number) =>
    extent !== null &&
    tracked.island === island &&
    x >= extent.column &&
    y >= extent.row &&
    x < extent.column + extent.width &&
    y < extent.row + extent.height;
  const out = new Float32Array(columns * rows).fill(CELL_UNKNOWN);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      if (kept(column + x, row + y))
        out[y * columns + x] = values[windowIndex(column + x, row + y)] ?? CELL_UNKNOWN;
  const origin = { x: column * cellUm, y: row * cellUm };
  return {
    columns,
    rows,
    cellUm,
    originPx: slideToFrame(facts.size, placement, origin),
    cellPx: cellUm / placement.umPerPx,
    origin,
    island: tracked.island,
    values: out,
    frameSequence: facts.sequence,
  };
}
