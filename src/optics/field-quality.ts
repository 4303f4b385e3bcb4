import { type FieldQuality, QUALITY_FIELDS, REGION_PX } from '../domain/quality';
import { detailCounts, REGION, type RegionMeasures } from './band-energies';
import type { RegionBands } from './blur-fit';
import { fieldBlur, frameNoise } from './field-blur';
import { nearInk } from './ink-spread';
import { pictureOf } from './picture';
import type { Structure } from './spectrum/structure';
import { STAIN } from './stain-sums';
import { tissueFeatures } from './tissue-features';

/** Share of tissue from which a region tells about the focus of its neighbours. */
const SOME_TISSUE = 0.03;

/**
 * Quality of a field from what was measured of its regions.
 * @param values a REGION for each, row by row, of quality.wgsl or its reference
 * @param size of the field, px
 * @param umPerPx its scale, um/px
 * @param structure of its middle; asked for only where its colours leave the question open
 */
export function fieldQuality(
  values: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  umPerPx: number,
  structure: () => Structure,
): FieldQuality {
  const columns = Math.ceil(width / REGION_PX);
  const rows = Math.ceil(height / REGION_PX);
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const measured = Array.from({ length: columns * rows }, (_, i) => REGION.read(view, i * REGION.size));
  const regions = measured.map((own, i) => ({
    straight: own.straight,
    diagonal: own.diagonal,
    counts: detailCounts(width - (i % columns) * REGION_PX, height - Math.floor(i / columns) * REGION_PX),
  }));
  const isTissue = measured.map(({ tissue }) => tissue >= SOME_TISSUE);
  const blur = fieldBlur(regions, isTissue, columns, umPerPx);
  const streaks = coherence(
    measured.filter((_, i) => isTissue[i]),
    regions.filter((_, i) => isTissue[i]),
    frameNoise(regions),
  );
  const quality = new Float32Array(columns * rows * QUALITY_FIELDS.length);
  measured.forEach((own, i) => {
    const { tissue, clipped_bright: clippedBright, clipped_dark: clippedDark, luma, ink, white } = own;
    const blurUm = blur[i] ?? Number.NaN;
    const solidInk = own.stain[STAIN.SOLID_INK] ?? 0;
    const known = { tissue, clippedBright, clippedDark, luma, blurUm, ink, solidInk, white, streaks };
    quality.set(
      QUALITY_FIELDS.map((field) => known[field]),
      i * QUALITY_FIELDS.length,
    );
  });
  const known = { columns, rows, values: quality };
  const tissue = tissueFeatures(
    measured,
    regions.map(({ counts }) => counts),
    umPerPx,
  );
  return {
    ...known,
    picture: { ...pictureOf(measured, nearInk(known), structure), tissue },
  };
}

/** Coherence of the structure tensor of detail 2 px wide, white noise of variance `noise` taken off, 0..1. */
function coherence(
  measured: readonly RegionMeasures[],
  regions: readonly RegionBands[],
  noise: number,
): number {
  const sum = (of: 'upright' | 'slanted') => measured.reduce((total, own) => total + own[of], 0);
  // Means of 2 x 2 px have a quarter of the noise, their two straight details together half of it.
  const energy = regions.reduce(
    (total, { straight, counts }) => total + (straight[1] ?? 0) - ((counts[1] ?? 0) * noise) / 2,
    0,
  );
  return Math.min(1, Math.hypot(sum('upright'), sum('slanted')) / Math.max(1e-9, energy));
}
