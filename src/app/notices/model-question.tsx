import { useTranslation } from 'react-i18next';
import { useAppState, useOverlaySettings } from '../reticle-context';
import { modelEntries } from '../state/models';
import { asksForModel } from '../state/selectors';

/** Asks once for each camera which model fits what lies under it. The live view goes on beside it. */
export function ModelQuestion() {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const asking = useAppState(asksForModel);
  const entries = modelEntries(
    useAppState((state) => state.models),
    (id) => t(`models.${id}`),
  );
  return (
    <section aria-label={t('modelQuestion.label')} aria-live="polite" data-testid="model-question">
      {asking && (
        <div className="card objective-card">
          <h2 className="card-title">{t('modelQuestion.title')}</h2>
          <p>{t('modelQuestion.text')}</p>
          <div className="objective-choices">
            {entries.map(({ id, name }) => (
              <button key={id} type="button" className="button" onClick={() => overlay.answerModel(id)}>
                {name}
              </button>
            ))}
          </div>
          <button type="button" className="button" onClick={() => overlay.answerModel(null)}>
            {t('modelQuestion.none')}
          </button>
        </div>
      )}
    </section>
  );
}
