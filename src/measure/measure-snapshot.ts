import type { SnapshotModel, StoredSnapshot } from '../domain/case';
import type { Measurement, MeasurementUnit, Quantity } from '../domain/measurement';
import { findFoci } from './foci';
import { measureAnnotation } from './shapes';

/**
 * Every figure of a snapshot: of its annotations, and per model class of the cells in its map. Cells that
 * were not assessed count nowhere. Without calibration there is none but counts.
 */
export function measureSnapshot({ snapshot, parts }: StoredSnapshot): Measurement[] {
  const { calibration, annotations, models } = snapshot;
  const relative =
    calibration?.uncertaintyUmPerPx != null ? calibration.uncertaintyUmPerPx / calibration.umPerPx : null;
  const counted = annotations.filter(({ shape }) => shape.kind === 'points');
  const drawn = annotations.flatMap((annotation) => measureAnnotation(annotation, counted, relative));
  const ofModels = calibration
    ? models.flatMap((model) => {
        const map = parts.maps.get(model.id);
        return map ? measureModel(model, map, relative, snapshot.stage?.island ?? 0) : [];
      })
    : [];
  return [...(calibration ? drawn : drawn.filter(({ quantity }) => quantity === 'count')), ...ofModels];
}

function measureModel(
  model: SnapshotModel,
  map: Float32Array,
  relative: number | null,
  island: number,
): Measurement[] {
  const { columns, rows } = model.map;
  const count = model.classes.length;
  const cellMm2 = (model.cellUm / 1000) ** 2;
  return model.classes.flatMap(({ id, threshold }, c) => {
    const value = (column: number, row: number) =>
      column < 0 || row < 0 || column >= columns || row >= rows
        ? -1
        : (map[(row * columns + column) * count + c] ?? -1);
    let [assessed, positive] = [0, 0];
    for (let k = c; k < map.length; k += count) {
      const cell = map[k] ?? -1;
      if (cell < 0) continue;
      assessed++;
      if (cell >= threshold) positive++;
    }
    const foci = findFoci(
      {
        value,
        forEach: (visit) => {
          for (let row = 0; row < rows; row++)
            for (let column = 0; column < columns; column++) visit(column, row, value(column, row));
        },
      },
      { cellUm: model.cellUm, threshold, modelId: model.id, classId: id, island },
    );
    const figure = (
      quantity: Quantity,
      unit: MeasurementUnit,
      amount: number,
      power: number,
    ): Measurement => ({
      subject: { kind: 'model', modelId: model.id, classId: id },
      quantity,
      value: amount,
      unit,
      uncertainty: relative === null || power === 0 ? null : amount * relative * power,
    });
    const [largest] = foci;
    return [
      figure('tissue-area', 'mm2', assessed * cellMm2, 2),
      figure('positive-area', 'mm2', positive * cellMm2, 2),
      ...(assessed > 0 ? [figure('positive-share', '%', (100 * positive) / assessed, 0)] : []),
      figure('foci', '1', foci.length, 0),
      ...(largest ? [figure('longest-diameter', 'um', largest.longestDiameterUm, 1)] : []),
    ];
  });
}
