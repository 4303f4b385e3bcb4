import { useTranslation } from 'react-i18next';
import { useAppState, useMapSession } from '../reticle-context';
import { USUAL_FRAME } from '../view/fit';
import { lengthText } from './lengths';
import { type Way, wayTo } from './way';

/** At the edge of the live view: which way to move the view, and how far, until the target is there. */
export function TargetArrow() {
  const { t } = useTranslation();
  const session = useMapSession();
  const { target, map } = useAppState(({ map: { target, map } }) => ({ target, map }));
  const frame = useAppState((state) => state.frame);
  if (!target || !map) return null;
  const shape = frame ?? USUAL_FRAME;
  const field = map.field && map.island === target.island ? map.field : null;
  const way = field && wayTo(target.at, field.placement, field.size);
  return (
    <div className="target-room" style={{ aspectRatio: `${shape.width} / ${shape.height}` }}>
      {way ? (
        <p className="target" data-testid="target-arrow" style={atShare(way.at)}>
          <svg
            className="target-arrow"
            viewBox="0 0 24 24"
            aria-hidden="true"
            style={{ transform: `rotate(${way.degrees}deg)` }}
          >
            <path d="M3 12h15M12 5.500 18.500 12 12 18.500" />
          </svg>
          <span>{t('map.away', { distance: lengthText(way.distanceUm) })}</span>
        </p>
      ) : (
        <p className="target target-lost">{t('map.wayLost')}</p>
      )}
      <button type="button" className="target-close link-button" onClick={() => session.forgetTarget()}>
        {t('map.forgetTarget')}
      </button>
    </div>
  );
}

/** Within the room at its edges as well: the words move inwards as far as they stand out. */
function atShare({ x, y }: Way['at']) {
  return {
    left: `${100 * x}%`,
    top: `${100 * y}%`,
    transform: `translate(${-100 * x}%, ${-100 * y}%)`,
  };
}
