import { countedIn, type PictureCounts, type Refusal } from './field-counts';

/** Why a part of a picture has no answer. `waiting`: it is still to be analysed. */
export type Gap = Refusal | 'waiting' | 'edge' | 'no-tissue';

export interface PictureShares {
  /** Share of the picture that has an answer, whole %: 100 only where all of it has. */
  readonly analysed: number;
  /** The rest by its reasons, largest first, whole %; 0 stands for less than half a percent. */
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
  return {
    analysed: Math.floor((100 * counts.assessed) / all),
    gaps: places
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([gap, count]) => ({ gap, percent: Math.round((100 * count) / all) })),
  };
}
