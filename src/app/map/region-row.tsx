import { useTranslation } from 'react-i18next';
import { nodalSizeClass } from '../../measure/ajcc';
import type { ReviewedRegion } from '../../measure/region-review';
import { areaText, lengthText } from './lengths';
import { noteOf } from './region-decisions';

/** Told apart by shape: a tick, a cross, lines of writing, an exclamation mark, an empty ring. */
const SIGNS = {
  confirmed: 'm4 8.300 2.800 2.900L12.200 4.500',
  rejected: 'M4.200 4.200l7.600 7.600M11.800 4.200l-7.600 7.600',
  noted: 'M3.500 5h9M3.500 8h9M3.500 11h5',
  changed: 'M8 3.200v5.600M8 12.300v.1',
  open: 'M12.500 8a4.500 4.500 0 1 1-9 0a4.500 4.500 0 1 1 9 0Z',
} as const;

interface Props {
  readonly id: string;
  readonly region: ReviewedRegion;
  /** Size classes of nodal metastases hold for it. */
  readonly nodal: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** One region that the model marked. Only what a person has confirmed has a size class. */
export function RegionRow({ id, region, nodal, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { focus, decision, changed } = region;
  const state = changed ? 'changed' : (decision ?? 'open');
  const atLeast = (text: string) => (focus.open ? `≥ ${text}` : text);
  const said =
    changed && decision !== null ? t(`map.regions.changed.${decision}`) : t(`map.regions.state.${state}`);
  const note = noteOf(region);
  const sized = nodal && state === 'confirmed' ? nodalSizeClass(focus) : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys of its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus of its options
    <div
      id={id}
      className="region"
      role="option"
      data-testid="region"
      aria-selected={chosen}
      data-state={state}
      title={note ? `${said}: ${note}` : said}
      onClick={onChoose}
    >
      <svg className="region-sign" viewBox="0 0 16 16" role="img" aria-label={said}>
        <path d={SIGNS[state]} />
      </svg>
      <span>{atLeast(lengthText(focus.longestDiameterUm))}</span>
      <span>{atLeast(areaText(focus.areaUm2))}</span>
      {nodal && (
        <span>
          {sized && (
            <abbr title={t(`map.regions.classNames.${sized}`)}>
              {atLeast(t(`map.regions.classes.${sized}`))}
            </abbr>
          )}
        </span>
      )}
      {(changed || note) && (
        <span className="region-said">{[changed && said, note].filter(Boolean).join('. ')}</span>
      )}
    </div>
  );
}
