import { countedIn, type PictureCounts, type Refusal } from './field-counts';

/** Why a part of a picture has no answer. `waiting`: it is still to be analysed. */
export type Gap = Refusal | 'waiting' | 'edge' | 'no-tissue';

export interface PictureShares {
  /** Share of the picture that has an answer, whole %: 100 only where all of it has. */
  readonly analysed: number;
  /** The rest by its reasons, largest first, whole %; 0 stands for less than one. */
  readonly gaps: readonly { readonly gap: Gap; readonly percent: number }[];
}

/** A picture's cells as shares of the picture; null where none was counted. */
export function sharesOf(counts: PictureCounts): PictureShares | null {
  const all = countedIn(counts);
  if (all === 0) return null;
  const places: readonly [Gap, number][] = [
    ['waiting', counts.waiting],
    ['edge', counts.edge],
    ['no-tissue', counts.withoutTissue],
    ...(Object.entries(counts.refused) as [Refusal, number][]),
  ];
  const analysed = Math.floor((100 * counts.assessed) / all);
  const sorted = places.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  // What rounding down leaves goes to those that lost most by it, so that all make 100 %.
  const exact = sorted.map(([, count]) => (100 * count) / all);
  const floors = exact.map(Math.floor);
  let left = 100 - analysed - floors.reduce((sum, floor) => sum + floor, 0);
  const byLoss = exact.map((_, i) => i).sort((a, b) => lossOf(exact[b]) - lossOf(exact[a]));
  for (const i of byLoss) if (left-- > 0) floors[i] = (floors[i] ?? 0) + 1;
  return {
    analysed,
    gaps: sorted.map(([gap], i) => ({ gap, percent: floors[i] ?? 0 })).sort((a, b) => b.percent - a.percent),
  };
}

const lossOf = (percent = 0) => percent - Math.floor(percent);
