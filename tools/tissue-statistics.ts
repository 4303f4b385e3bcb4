/**
 * `npm run tissue-statistics`: what the fields look like that each model was trained on, as mean and covariance of
 * TISSUE_FEATURES, written into its manifest.json as `tissue`. Needs the training images (models/training/README.md).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { TISSUE_FEATURES, type TissueStatistics, tissueDistance } from '../src/domain/tissue-statistics';
import { measureQuality } from '../src/optics/quality-reference';
import { randomNumbers } from '../src/optics/testing/procedural-field';
import { LIGHT_CHANGES } from './gates/changes';
import { manifestPath, type Organ } from './gates/manifests';
import { trainingFields } from './gates/training-fields';

const COUNT = TISSUE_FEATURES.length;
/** How much of the covariance between features is given up, as there are few fields. */
const SHRUNK = 0.1;
/** Distance that 99 of 100 looks keep to, times this, is the limit: real H&E of other laboratories reaches 2.5 times. */
const BEYOND = 2.6;

for (const organ of ['lymph node', 'prostate'] as const satisfies readonly Organ[]) {
  const fields = await trainingFields(organ);
  const random = randomNumbers(21);
  const changes = Object.values(LIGHT_CHANGES);
  const features = fields.flatMap(({ field, umPerPx }, i) => {
    const looks = [
      field,
      ...[0, 1, 2].map((k) => changes[(3 * i + k) % changes.length]?.(field, umPerPx, random) ?? field),
    ];
    return looks.flatMap((look) => {
      const tissue = measureQuality(look, umPerPx).picture?.tissue;
      return tissue ? [tissue] : [];
    });
  });
  const path = manifestPath(organ);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const tissue = statisticsOf(features, fields.length);
  console.log(organ, fields.length, 'fields,', features.length, 'looks, limit', tissue.limit);
  writeFileSync(path, `${JSON.stringify({ ...manifest, tissue }, null, 2)}\n`);
}

function statisticsOf(features: readonly (readonly number[])[], fields: number): TissueStatistics {
  const mean = TISSUE_FEATURES.map((_, i) => average(features.map((own) => own[i] ?? 0)));
  const covariance = TISSUE_FEATURES.map((_, i) =>
    TISSUE_FEATURES.map((_, j) => {
      const shared = average(
        features.map((own) => ((own[i] ?? 0) - (mean[i] ?? 0)) * ((own[j] ?? 0) - (mean[j] ?? 0))),
      );
      return i === j ? shared : (1 - SHRUNK) * shared;
    }),
  );
  const rounded = (value: number) => Number(value.toPrecision(5));
  const statistics = {
    features: [...TISSUE_FEATURES],
    fields,
    mean: mean.map(rounded),
    precision: inverse(covariance).flat().map(rounded),
    limit: 1,
  };
  const distances = features.map((own) => tissueDistance(statistics, own)).sort((a, b) => a - b);
  const most = distances[Math.floor(0.99 * distances.length)] ?? 0;
  return { ...statistics, limit: rounded(BEYOND * most) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a symmetric positive matrix, by elimination. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let i = 0; i < COUNT; i++) {
    const own = rows[i] ?? [];
    const pivot = own[i] ?? 1;
    const scaled = own.map((value) => value / pivot);
    rows.forEach((row, k) => {
      const factor = k === i ? 0 : (row[i] ?? 0);
      rows[k] = k === i ? scaled : row.map((value, j) => value - factor * (scaled[j] ?? 0));
    });
  }
  return rows.map((row) => row.slice(COUNT));
}
