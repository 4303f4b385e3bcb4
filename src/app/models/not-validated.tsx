import { useTranslation } from 'react-i18next';
import { isValidated } from '../../domain/manifest';
import { useAppState } from '../reticle-context';
import { isModelEnabled } from '../state/selectors';

/** On the picture for as long as a model answers of which nothing was measured here. */
export function NotValidated() {
  const { t } = useTranslation();
  const names = useAppState((state) =>
    state.models
      .filter(({ manifest }) => !isValidated(manifest) && isModelEnabled(state, manifest.id))
      .map(({ manifest }) => manifest.name),
  );
  if (names.length === 0) return null;
  return (
    <p className="view-badge view-not-validated" data-testid="not-validated">
      {t('ownModels.badge', { names: names.join(', ') })}
    </p>
  );
}
