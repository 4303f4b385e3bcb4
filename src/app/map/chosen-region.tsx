import { useMemo } from 'react';
import { shapeOfRegion } from '../../domain/outline';
import { cellOutline } from '../../measure/cell-outline';
import { roundedPathOf } from '../annotate/shape-mark';
import { useAppState } from '../reticle-context';

/** The region in hand, outlined on the tissue in slide um, while its part of the slide is in view. */
export function ChosenRegion({ island }: { readonly island: number | null }) {
  const focus = useAppState(({ map, panel }) => (panel === 'map' ? map.focus : null));
  const path = useMemo(() => focus && roundedPathOf(shapeOfRegion(cellOutline(focus))), [focus]);
  if (!path || focus?.island !== island) return null;
  return (
    <g className="chosen-region">
      {['chosen-region-under', 'chosen-region-line'].map((name) => (
        <path key={name} className={name} d={path} vectorEffect="non-scaling-stroke" />
      ))}
    </g>
  );
}
