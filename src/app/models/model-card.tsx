import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useModal } from '../controls/use-modal';
import { useAppState, useOverlaySettings, usePageView } from '../reticle-context';
import { isBuiltIn, type LoadedManifest, layersOf, operatingPointAt, thresholdOf } from '../state/models';

const SPOTS = ['one', 'two', 'three', 'four'] as const;
const percent = (share: number) => Math.round(share * 100);

/** What a model learned from, how good it is, where it errs; and from which probability on it calls tissue positive. */
export function ModelCard() {
  const { t } = useTranslation();
  const view = usePageView();
  const { open, entry } = useAppState((state) => ({
    open: state.modelCard !== null,
    entry: state.models.find(({ manifest }) => manifest.id === state.modelCard) ?? null,
  }));
  const { modal, dismiss } = useModal(open && entry !== null, () => view.showModelCard(null));
  return (
    <dialog {...modal} className="card model-card" aria-labelledby="model-card-title">
      {entry && <Card entry={entry} dismiss={dismiss} />}
      <p className="research">{t('app.researchUseOnlyLong')}</p>
    </dialog>
  );
}

function Card({ entry, dismiss }: { readonly entry: LoadedManifest; readonly dismiss: () => void }) {
  const { t } = useTranslation();
  const { manifest, hash } = entry;
  const { id } = manifest;
  return (
    <>
      <div className="help-head">
        <h2 className="card-title" id="model-card-title">
          {t('modelCard.title', { name: manifest.name, version: manifest.version })}
        </h2>
        <button type="button" className="icon-button" aria-label={t('modelCard.close')} onClick={dismiss}>
          <Icon name="close" />
        </button>
      </div>
      <p>{manifest.description}</p>
      <OperatingPoints entry={entry} />
      <h3 className="section-title">{t('modelCard.figures')}</h3>
      <Figures figures={manifest.figures} />
      <h3 className="section-title">{t('modelCard.weakSpots')}</h3>
      {isBuiltIn(id) ? (
        <ul className="model-list">
          {SPOTS.map((spot) => (
            <li key={spot}>{t(`modelCard.weak.${id}.${spot}`)}</li>
          ))}
        </ul>
      ) : (
        <p>{t('modelCard.noWeakSpots')}</p>
      )}
      <h3 className="section-title">{t('modelCard.trainedOn')}</h3>
      <ul className="model-list">
        {manifest.trainingData.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <p>
        {t('modelCard.licence', {
          licences: [...new Set(manifest.trainingData.map(({ licence }) => licence))].join(', '),
        })}
      </p>
      <h3 className="section-title">{t('modelCard.weights')}</h3>
      <p>
        <code className="model-hash">{t('modelCard.weightsText', { hash })}</code>
      </p>
    </>
  );
}

function Figures({ figures }: { readonly figures: LoadedManifest['manifest']['figures'] | undefined }) {
  const { t } = useTranslation();
  if (!figures) return <p>{t('ownModels.card')}</p>;
  const [low, high] = figures.aucCi95;
  return (
    <p>
      {t('modelCard.auc', {
        ...{ value: figures.auc.toFixed(2), low: low.toFixed(2), high: high.toFixed(2) },
        ...{ accuracy: percent(figures.accuracy), ece: percent(figures.ece) },
      })}
    </p>
  );
}

/** One set for each class: all that ship have one. */
function OperatingPoints({ entry }: { readonly entry: LoadedManifest }) {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const { manifest } = entry;
  const { models, thresholds } = useAppState((state) => ({
    models: state.models,
    thresholds: state.preferences.overlay.thresholds,
  }));
  return layersOf(models)
    .filter(({ modelId }) => modelId === manifest.id)
    .map((layer) => {
      const standing = operatingPointAt(layer, thresholdOf(layer, thresholds));
      return (
        <fieldset key={layer.key} className="model-points">
          <legend className="section-title">{t('modelCard.points')}</legend>
          {layer.operatingPoints.map((point) => (
            <label key={point.id} className="model-point" data-on={point === standing || undefined}>
              <input
                type="radio"
                name={layer.key}
                checked={point === standing}
                onChange={() => overlay.setOperatingPoint(layer, point)}
              />
              <span>
                <strong>{point.name}</strong>{' '}
                {t('modelCard.pointText', {
                  ...{ finds: percent(point.sensitivity), calls: percent(1 - point.specificity) },
                  threshold: point.threshold.toFixed(2),
                })}
              </span>
            </label>
          ))}
          {standing && <p className="hint">{t('modelCard.measuredOn', { basis: standing.basis })}</p>}
        </fieldset>
      );
    });
}
