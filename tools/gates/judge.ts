import { type Assessment, QUALITY_FIELDS, REGION_PX } from '../../src/domain/quality';
import { scaleFits } from '../../src/engine/scale-gate';
import { assessRegions, limitsFor } from '../../src/optics/assess';
import { measureQuality } from '../../src/optics/quality-reference';
import type { GateField } from './fields';
import { manifestOf } from './manifests';

/** Share of a region under an artefact from which it must not be called. */
const COVERED = 0.1;
/** Share of a region that is tissue from which it is to be assessed in a good field, and how many of these. */
const MOSTLY_TISSUE = 0.3;
const ASSESSED = 0.9;

export interface Verdict {
  /** A bad field: no cell that must not be called could be. A good one: nine tenths of its tissue are assessed. */
  readonly right: boolean;
  readonly assessed: number;
  /** Regions that must not be assessed in a bad field, or are to be in a good one. */
  readonly regions: number;
  /** Assessments of the field by number of regions. */
  readonly counts: Readonly<Partial<Record<Assessment, number>>>;
  /** Field-wide figures, for choosing limits. */
  readonly values: Readonly<Record<string, number[]>>;
}

export function judge(of: GateField, good: boolean): Verdict {
  const { field, umPerPx, bad, clean } = of;
  const manifest = manifestOf(of.organ);
  const quality = measureQuality(field, umPerPx);
  const { columns, regions } = assessRegions(quality, limitsFor([manifest]));
  const fits = scaleFits(manifest, umPerPx);
  const seen: readonly Assessment[] = fits ? regions : regions.map(() => 'wrong-scale');
  const asked = seen.filter((_, i) => {
    const mean = regionMean(field.width, i % columns, Math.floor(i / columns));
    if (good) return mean((at) => Number((clean.rgba[4 * at + 1] ?? 255) < 215)) >= MOSTLY_TISSUE;
    return !bad || mean((at) => bad[at] ?? 0) >= COVERED;
  });
  const assessed = asked.filter((assessment) => assessment === 'assessed').length;
  const counts: Partial<Record<Assessment, number>> = {};
  for (const assessment of seen) counts[assessment] = (counts[assessment] ?? 0) + 1;
  const values = Object.fromEntries(
    QUALITY_FIELDS.map((name, n) => [
      name,
      regions.map((_, i) => quality.values[i * QUALITY_FIELDS.length + n] ?? Number.NaN),
    ]),
  );
  const right = good ? assessed >= ASSESSED * asked.length : assessed === 0;
  return { right, assessed, regions: asked.length, counts, values };
}

/** Mean of a value over the px of a region. */
function regionMean(width: number, column: number, row: number) {
  return (value: (at: number) => number) => {
    let sum = 0;
    for (let y = 0; y < REGION_PX; y++)
      for (let x = 0; x < REGION_PX; x++)
        sum += value((row * REGION_PX + y) * width + column * REGION_PX + x);
    return sum / REGION_PX ** 2;
  };
}
