import { useMemo, useRef } from 'react';
import { decisionOf } from '../../domain/annotation';
import { type RegionReview, reviewRegions } from '../../measure/region-review';
import { useAnnotations } from '../annotate/use-annotations';
import { useAnnotationSession, useAppState } from '../reticle-context';

const NOTHING: RegionReview = { regions: [], gone: [] };

/** The regions that the map shows, with what was decided of each. */
export function useRegionReview(): RegionReview {
  const { annotations } = useAnnotations(useAnnotationSession());
  const { foci, layer, shown, current, total } = useAppState(({ map }) => ({
    foci: map.foci,
    layer: map.layer,
    shown: map.island,
    current: map.map?.island ?? null,
    total: map.fociTotal,
  }));
  const decisions = useSame(annotations.filter((annotation) => decisionOf(annotation) !== null));
  const island = shown ?? current;
  return useMemo(() => {
    if (!layer || island === null) return NOTHING;
    const review = reviewRegions(foci, decisions, { ...layer, island });
    // Where only the largest regions are known, one that is missing may just be smaller.
    return total > foci.length ? { ...review, gone: [] } : review;
  }, [foci, decisions, layer, island, total]);
}

/** The same list while its entries are the same. */
function useSame<Entry>(list: readonly Entry[]): readonly Entry[] {
  const last = useRef(list);
  const { current } = last;
  if (list.length !== current.length || list.some((entry, i) => entry !== current[i])) last.current = list;
  return last.current;
}
