import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppState, useOverlaySettings } from '../reticle-context';
import { modelEntries } from '../state/models';
import { isModelEnabled } from '../state/selectors';

/** Asks, once for each time that it comes to it, whether models for several organs are meant to be on together. */
export function TwoModels() {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const entries = modelEntries(
    useAppState((state) => state.models),
    (id) => t(`models.${id}`),
  );
  const on = useAppState((state) =>
    entries
      .filter(({ id, loaded }) => !loaded?.manifest.network && isModelEnabled(state, id))
      .map(({ id }) => id),
  );
  const [accepted, accept] = useState(false);
  const several = on.length > 1;
  if (!several && accepted) accept(false);
  const keep = (kept: string) => {
    for (const id of on) if (id !== kept) overlay.setModelEnabled(id, false);
  };
  return (
    <section aria-label={t('modelCard.two.title')} aria-live="polite" data-testid="two-models">
      {several && !accepted && (
        <div className="card objective-card">
          <h2 className="card-title">{t('modelCard.two.title')}</h2>
          <p>{t('modelCard.two.text')}</p>
          <div className="objective-choices">
            {entries
              .filter(({ id }) => on.includes(id))
              .map(({ id, name }) => (
                <button key={id} type="button" className="button" onClick={() => keep(id)}>
                  {t('modelCard.two.keep', { name })}
                </button>
              ))}
          </div>
          <button type="button" className="button" onClick={() => accept(true)}>
            {t('modelCard.two.both')}
          </button>
        </div>
      )}
    </section>
  );
}
