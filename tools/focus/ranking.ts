import { type FieldQuality, type QualityField, regionValue } from '../../src/domain/quality';
import { assessRegions } from '../../src/optics/assess';
import { measureQuality } from '../../src/optics/quality-reference';
import { defocusSigmaUm } from '../../src/source/simulated/microscope-state';
import type { Place } from './places';

/** Distance of the looks that are compared, um of defocus. */
const STEP_UM = 2;
/** Regions with so much tissue are compared. */
const MOSTLY_TISSUE = 0.3;

export interface Ranking {
  pairs: number;
  right: number;
  /** Pairs of which both are blurred beyond measure: no rank is claimed. */
  beyond: number;
  /** Measured blur by true blur, um. */
  readonly measured: Map<number, number[]>;
}

/**
 * Every two looks 2 um of defocus apart, region by region: is the one further from focus the more blurred?
 * From focus to `mostBlurUm`, on one side of it. The noise of every look is its own.
 */
export function rank(places: Iterable<Place>, noise: number, mostBlurUm: number): Ranking {
  const ranking: Ranking = { pairs: 0, right: 0, beyond: 0, measured: new Map() };
  let seed = 1;
  for (const place of places) {
    const perStep = defocusSigmaUm(STEP_UM, place.objective);
    let before: { blur: number[]; tissue: number[] } | null = null;
    for (let blurUm = 0; blurUm <= mostBlurUm; blurUm += perStep) {
      const quality = measureQuality(place.look(blurUm, noise, seed++), place.umPerPx);
      const now = { blur: all(quality, 'blurUm'), tissue: all(quality, 'tissue') };
      const known = ranking.measured.get(blurUm) ?? [];
      now.blur.forEach((blur, i) => {
        if ((now.tissue[i] ?? 0) < MOSTLY_TISSUE) return;
        known.push(blur);
        const less = before?.blur[i];
        if (less === undefined || (before?.tissue[i] ?? 0) < MOSTLY_TISSUE) return;
        if (blur === less && blur === Number.POSITIVE_INFINITY) ranking.beyond++;
        else {
          ranking.pairs++;
          if (blur > less) ranking.right++;
        }
      });
      ranking.measured.set(blurUm, known);
      before = now;
    }
  }
  return ranking;
}

/** Of fields blurred by each of `blurs` (um), how many have a region that is assessed; the same of sharp ones. */
export function passing(places: Iterable<Place>, noise: number, blurs: readonly number[]) {
  const passed = { fields: 0, withAssessed: 0, tissue: 0, assessed: 0 };
  let seed = 1000;
  for (const place of places)
    for (const blurUm of blurs) {
      const quality = measureQuality(place.look(blurUm, noise, seed++), place.umPerPx);
      const { regions } = assessRegions(quality);
      const assessed = regions.filter((region) => region === 'assessed').length;
      const tissue = regions.filter((region) => region !== 'no-tissue').length;
      if (tissue === 0) continue;
      passed.fields++;
      passed.tissue += tissue;
      passed.assessed += assessed;
      if (assessed > 0) passed.withAssessed++;
    }
  return passed;
}

/** Value below which `share` of them lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function all(quality: FieldQuality, field: QualityField): number[] {
  return Array.from({ length: quality.columns * quality.rows }, (_, i) =>
    regionValue(quality, i % quality.columns, Math.floor(i / quality.columns), field),
  );
}
