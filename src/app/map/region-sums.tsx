import { useTranslation } from 'react-i18next';
import { decisionOf, isPlaced } from '../../domain/annotation';
import type { RegionReview } from '../../measure/region-review';
import { useAnnotations } from '../annotate/use-annotations';
import { useAnnotationSession } from '../reticle-context';
import { areaText, lengthText } from './lengths';

/** What the model marked and what a person made of it; sizes are summed of what is confirmed, and of nothing else. */
export function RegionSums({ review, total }: { readonly review: RegionReview; readonly total: number }) {
  const { t } = useTranslation();
  const still = review.regions.filter(({ changed }) => !changed);
  const confirmed = still.filter(({ decision }) => decision === 'confirmed');
  const rejected = still.filter(({ decision }) => decision === 'rejected').length;
  const changed = review.regions.length - still.length;
  const open = confirmed.some(({ focus }) => focus.open) ? '≥ ' : '';
  const area = confirmed.reduce((sum, { focus }) => sum + focus.areaUm2, 0);
  const longest = confirmed.reduce((most, { focus }) => Math.max(most, focus.longestDiameterUm), 0);
  return (
    <p className="regions-sums" role="status">
      {t('map.regions.sums', { total, confirmed: confirmed.length, rejected })}{' '}
      {changed > 0 && <strong>{t('map.regions.changedCount', { count: changed })} </strong>}
      {confirmed.length > 0 &&
        t('map.regions.confirmedSize', {
          area: `${open}${areaText(area)}`,
          longest: `${open}${lengthText(longest)}`,
        })}
    </p>
  );
}

/** Decisions of an earlier session whose tissue was not found again: they hold for no region until they have a place. */
export function UnplacedDecisions() {
  const { t } = useTranslation();
  const { annotations } = useAnnotations(useAnnotationSession());
  const count = annotations.filter((each) => decisionOf(each) !== null && !isPlaced(each)).length;
  return count > 0 ? <p className="hint">{t('map.regions.unplaced', { count })}</p> : null;
}
