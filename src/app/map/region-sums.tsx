import { useTranslation } from 'react-i18next';
import type { RegionReview } from '../../measure/region-review';
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
