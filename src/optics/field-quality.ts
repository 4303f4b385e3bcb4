import { type FieldQuality, QUALITY_FIELDS, REGION_PX } from '../domain/quality';
import { BANDS, detailCounts, REGION_VALUES, SHARES } from './band-energies';
import { fieldBlur } from './field-blur';

/** Share of tissue from which a region tells about the focus of its neighbours. */
const SOME_TISSUE = 0.03;

/**
 * Quality of a field from what was measured of its regions.
 * @param values REGION_VALUES a region, row by row, of quality.wgsl or its reference
 * @param size of the field, px
 * @param umPerPx its scale, um/px
 */
export function fieldQuality(
  values: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  umPerPx: number,
): FieldQuality {
  const columns = Math.ceil(width / REGION_PX);
  const rows = Math.ceil(height / REGION_PX);
  const measured = Array.from({ length: columns * rows }, (_, i) =>
    values.subarray(i * REGION_VALUES, (i + 1) * REGION_VALUES),
  );
  const regions = measured.map((own, i) => ({
    straight: own.subarray(SHARES, SHARES + BANDS),
    diagonal: own.subarray(SHARES + BANDS),
    counts: detailCounts(width - (i % columns) * REGION_PX, height - Math.floor(i / columns) * REGION_PX),
  }));
  const isTissue = measured.map((own) => (own[0] ?? 0) >= SOME_TISSUE);
  const blur = fieldBlur(regions, isTissue, columns, umPerPx);
  const quality = new Float32Array(columns * rows * QUALITY_FIELDS.length);
  measured.forEach((own, i) => {
    const [tissue = 0, clippedBright = 0, clippedDark = 0, luma = 0] = own;
    const known = { tissue, clippedBright, clippedDark, luma, blurUm: blur[i] ?? Number.NaN };
    quality.set(
      QUALITY_FIELDS.map((field) => known[field]),
      i * QUALITY_FIELDS.length,
    );
  });
  return { columns, rows, values: quality };
}
