import { type Decision, decisionOf, isFinding } from '../domain/annotation';
import type { Snapshot, SnapshotModel, StoredSnapshot } from '../domain/case';
import { fieldOfView } from '../domain/geometry';
import type { Assessment, Measurement, MeasurementUnit, Quantity } from '../domain/measurement';
import { CELL_NO_TISSUE, CELL_UNKNOWN } from '../domain/overlay';
import { findFoci } from './foci';
import { measureAnnotation } from './shapes';

/**
 * Every figure of a snapshot: of its annotations, and per model class of the cells in its map. Cells that
 * were not assessed count nowhere, and where none was there is no figure of what is positive. Cells that stick out of the
 * field count by their share in it. Without calibration there is none but counts.
 */
export function measureSnapshot({ snapshot, parts }: StoredSnapshot): Measurement[] {
  const { calibration, annotations, models } = snapshot;
  const relative =
    calibration?.uncertaintyUmPerPx != null ? calibration.uncertaintyUmPerPx / calibration.umPerPx : null;
  const counted = annotations.filter(({ shape }) => shape.kind === 'points');
  const drawn = annotations
    .filter(isFinding)
    .flatMap((annotation) => measureAnnotation(annotation, counted, relative));
  const ofModels = calibration
    ? models.flatMap((model) => {
        const map = parts.maps.get(model.id);
        return map ? measureModel(model, map, relative, snapshot) : [];
      })
    : [];
  return [...(calibration ? drawn : drawn.filter(({ quantity }) => quantity === 'count')), ...ofModels];
}

function measureModel(
  model: SnapshotModel,
  map: Float32Array,
  relative: number | null,
  snapshot: Snapshot,
): Measurement[] {
  const { columns, rows } = model.map;
  const count = model.classes.length;
  const cellMm2 = (model.cellUm / 1000) ** 2;
  const shareOf = sharesInField(model, snapshot);
  return model.classes.flatMap(({ id, threshold }, c) => {
    const value = (column: number, row: number) =>
      column < 0 || row < 0 || column >= columns || row >= rows || shareOf(column, row) === 0
        ? CELL_UNKNOWN
        : (map[(row * columns + column) * count + c] ?? CELL_UNKNOWN);
    const forEach = (visit: (column: number, row: number, value: number) => void) => {
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) visit(column, row, value(column, row));
    };
    // Cells, by the share of each that lies in the field.
    let [assessed, positive, unassessed] = [0, 0, 0];
    forEach((column, row, cell) => {
      const share = shareOf(column, row);
      if (cell >= 0) assessed += share;
      else if (cell !== CELL_NO_TISSUE) unassessed += share;
      if (cell >= 0 && cell >= threshold) positive += share;
    });
    const assessment = assessmentOf(assessed, unassessed);
    const figure = (
      quantity: Quantity,
      unit: MeasurementUnit,
      amount: number,
      power: number,
    ): Measurement => ({
      subject: { kind: 'model', modelId: model.id, classId: id, assessment },
      quantity,
      value: amount,
      unit,
      uncertainty: relative === null || power === 0 ? null : amount * relative * power,
    });
    const tissue = [
      figure('tissue-area', 'mm2', assessed * cellMm2, 2),
      ...(assessed + unassessed > 0
        ? [figure('assessed-share', '%', (100 * assessed) / (assessed + unassessed), 0)]
        : []),
    ];
    if (assessed === 0) return tissue;
    const island = snapshot.stage?.island ?? 0;
    const foci = findFoci(
      { value, forEach },
      { cellUm: model.cellUm, threshold, modelId: model.id, classId: id, island },
    );
    const [largest] = foci;
    const decided = decidedOf(snapshot, model.id, id);
    return [
      ...tissue,
      figure('positive-area', 'mm2', positive * cellMm2, 2),
      figure('positive-share', '%', (100 * positive) / assessed, 0),
      figure('foci', '1', foci.length, 0),
      ...decided.map(([quantity, amount]) => figure(quantity, '1', amount, 0)),
      ...(largest ? [figure('longest-diameter', 'um', largest.longestDiameterUm, 1)] : []),
    ];
  });
}

/** How many regions of a class that lie in the picture were confirmed and rejected; none where nothing was decided. */
function decidedOf({ annotations }: Snapshot, modelId: string, classId: string): [Quantity, number][] {
  const decisions = annotations.flatMap((annotation): (Decision | null)[] => {
    const { origin } = annotation;
    const own = origin.kind === 'model' && origin.modelId === modelId && origin.classId === classId;
    return own ? [decisionOf(annotation)] : [];
  });
  const count = (decision: Decision) => decisions.filter((each) => each === decision).length;
  if (count('confirmed') + count('rejected') === 0) return [];
  return [
    ['foci-confirmed', count('confirmed')],
    ['foci-rejected', count('rejected')],
  ];
}

function assessmentOf(assessed: number, unassessed: number): Assessment {
  if (assessed === 0) return unassessed === 0 ? 'no-tissue' : 'not-assessed';
  return unassessed === 0 ? 'assessed' : 'partly-assessed';
}

/** A share of a cell below this comes from rounding. */
const NO_SHARE = 1e-9;

/** The share of a cell that lies in the field, 0..1: cells of the rim stick out of it. */
function sharesInField(
  { map, cellUm }: SnapshotModel,
  { width, height, stage, calibration }: Snapshot,
): (column: number, row: number) => number {
  if (!stage || !calibration) return () => 1;
  const field = fieldOfView({ width, height }, { centre: stage, umPerPx: calibration.umPerPx });
  const shares = (count: number, from: number, low: number, high: number) =>
    Array.from({ length: count }, (_, k) => {
      const start = from + k * cellUm;
      const share = (Math.min(start + cellUm, high) - Math.max(start, low)) / cellUm;
      return share > NO_SHARE ? Math.min(1, share) : 0;
    });
  const across = shares(map.columns, map.origin.x, field.x, field.x + field.width);
  const down = shares(map.rows, map.origin.y, field.y, field.y + field.height);
  return (column, row) => (across[column] ?? 0) * (down[row] ?? 0);
}
