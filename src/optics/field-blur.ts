import { blurCosts, leastAt, type RegionBands, ROUNDING } from './blur-fit';
import { BLUR_STEPS, blurredSpectra, sigmaPx } from './tissue-spectrum';

/** Share of the regions that are quieter than the noise of the frame is taken to be: smooth tissue, or glass. */
const QUIET = 0.1;
/** What each of the neighbours says weighs so much against a region's own say: focus changes slowly, */
const NEIGHBOUR = 0.5;
/** and no neighbour has more to say against a blur than this: a fold must not blur its surroundings. */
const MOST_SAY = 1;

/**
 * Blur of each region of a field: standard deviation in um on the slide of the Gaussian that would make tissue
 * in perfect focus as smooth. Infinity: no tissue, or none that stands out from noise. NaN: cut too small.
 * @param regions row by row, `columns` a row
 * @param isTissue what has no tissue is not looked at, and has no say about its neighbours
 */
export function fieldBlur(
  regions: readonly RegionBands[],
  isTissue: readonly boolean[],
  columns: number,
  umPerPx: number,
): Float32Array {
  const noise = frameNoise(regions);
  const spectra = blurredSpectra(umPerPx);
  const costs = regions.map((region, i) =>
    isTissue[i] && (region.counts[0] ?? 0) > 0 ? blurCosts(region, noise, spectra) : null,
  );
  const says = costs.map((own) => (own ? limited(own) : null));
  return Float32Array.from(regions, (region, i) => {
    if (!region.counts[0]) return Number.NaN;
    const own = costs[i];
    if (!own) return Number.POSITIVE_INFINITY;
    const total = Float64Array.from(own);
    for (const j of neighbours(i, columns, regions.length)) {
      const say = says[j];
      if (say) for (let k = 0; k < BLUR_STEPS; k++) total[k] = (total[k] ?? 0) + NEIGHBOUR * (say[k] ?? 0);
    }
    return umPerPx * sigmaPx(valley(total));
  });
}

/** Variance of px noise. White noise is in diagonal details, of which smooth regions have no others. */
export function frameNoise(regions: readonly RegionBands[]): number {
  const diagonals = regions
    .filter(({ counts }) => (counts[0] ?? 0) > 0)
    .map(({ diagonal, counts }) => (diagonal[0] ?? 0) / (counts[0] ?? 1))
    .sort((a, b) => a - b);
  return Math.max(ROUNDING, diagonals[Math.floor(QUIET * diagonals.length)] ?? 0);
}

function limited(costs: Float64Array): Float64Array {
  const least = costs[leastAt(costs)] ?? 0;
  return costs.map((cost) => Math.min(MOST_SAY, cost - least));
}

function neighbours(index: number, columns: number, count: number): number[] {
  const column = index % columns;
  const found: number[] = [];
  for (const down of [-1, 0, 1])
    for (const right of [-1, 0, 1]) {
      const at = index + down * columns + right;
      const inside = column + right >= 0 && column + right < columns && at >= 0 && at < count;
      if (inside && at !== index) found.push(at);
    }
  return found;
}

/** Where the least of the values lies, between them by a parabola. */
function valley(values: Float64Array): number {
  const at = leastAt(values);
  if (at === 0 || at === values.length - 1) return at;
  const [before = 0, least = 0, after = 0] = values.subarray(at - 1, at + 2);
  const bend = before - 2 * least + after;
  return bend > 0 ? at + (before - after) / (2 * bend) : at;
}
