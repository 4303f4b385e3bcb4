import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sizeText } from '../capture/storage-section';
import { LabelledSwitch } from '../controls/labelled-switch';
import { Section } from '../panel/section';
import { useAppState, useModelSession } from '../reticle-context';
import { ModelForm } from './model-form';
import type { KeptModel } from './model-library';
import { MOST_LOADED } from './model-session';
import { keptBytes } from './models-state';
import { placedFiles } from './package-from-files';

/** Time for a tile from which the engine runs a model only where the stage rests, ms; see batch-runner.ts. */
const SLOW_MS = 250;

/** Models that the user brings: taken in, listed, renamed, saved, deleted. */
export function ModelsPanel() {
  const { t } = useTranslation();
  const { kept, draft, progress, problem } = useAppState(({ ownModels }) => ownModels);
  return (
    <div data-testid="models-panel">
      <Section title={t('ownModels.bring')}>
        <p>{t('ownModels.bringText')}</p>
        <Choosers />
        {progress && (
          <p role="status">
            {progress.stage} … {Math.round(progress.fraction * 100)} %
          </p>
        )}
        {problem && (
          <div className="field-problem" role="alert" data-testid="model-problem">
            <p>{problem.message}</p>
            <p>{problem.remedy}</p>
          </div>
        )}
        {draft && <ModelForm key={draft.id} draft={draft} />}
      </Section>
      <Section title={t('ownModels.kept')}>
        {kept.length === 0 && <p>{t('ownModels.none')}</p>}
        <ul className="own-models">
          {kept.map((model) => (
            <Entry key={model.own.id} model={model} full={full(kept, model)} />
          ))}
        </ul>
        {kept.length > 0 && (
          <p className="hint">{t('ownModels.storage', { used: sizeText(keptBytes(kept)) })}</p>
        )}
      </Section>
    </div>
  );
}

const full = (kept: readonly KeptModel[], model: KeptModel) =>
  !model.loaded && kept.filter(({ loaded }) => loaded).length >= MOST_LOADED;

/** The browser's own pickers: of files, and of a folder. */
function Choosers() {
  const { t } = useTranslation();
  const session = useModelSession();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    if (input.files && input.files.length > 0) void session.open(placedFiles(input.files));
    input.value = '';
  };
  return (
    <p className="row">
      <button type="button" className="button button-accent" onClick={() => files.current?.click()}>
        {t('ownModels.chooseFiles')}
      </button>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        {t('ownModels.chooseFolder')}
      </button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="model-files"
        onChange={({ target }) => take(target)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          // React does not know this attribute.
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        onChange={({ target }) => take(target)}
      />
    </p>
  );
}

function Entry({ model, full }: { readonly model: KeptModel; readonly full: boolean }) {
  const { t } = useTranslation();
  const session = useModelSession();
  const { own, bytes, parity, tileMs, loaded } = model;
  return (
    <li className="own-model" data-testid="own-model">
      <input
        className="input"
        aria-label={t('ownModels.rename')}
        defaultValue={own.name}
        key={own.name}
        maxLength={80}
        onBlur={({ target }) => void session.rename(own.id, target.value)}
      />
      <LabelledSwitch
        label={t('ownModels.inBar')}
        checked={loaded}
        disabled={full}
        onChange={(on) => void session.setLoaded(own.id, on)}
      />
      {full && <p className="hint">{t('ownModels.tooMany')}</p>}
      <p className="hint">
        {t('ownModels.scale', { umPerPx: own.umPerPx, cellUm: Number(own.cellUm.toPrecision(3)) })}.{' '}
        {sizeText(bytes)}. {t('ownModels.speed', { seconds: (tileMs / 1000).toFixed(tileMs < 1000 ? 2 : 1) })}{' '}
        {tileMs > SLOW_MS && t('ownModels.slow')}
      </p>
      <p className="hint">
        {parity === null
          ? t('ownModels.noParity')
          : t('ownModels.parity', { error: parity.toExponential(1) })}{' '}
        {own.licence ? t('ownModels.licence', { licence: own.licence }) : t('ownModels.noLicence')}{' '}
        {own.authors.length > 0 && t('ownModels.authors', { names: own.authors.slice(0, 3).join(', ') })}
      </p>
      <p className="row">
        <button type="button" className="button" onClick={() => void session.export(own.id)}>
          {t('ownModels.export')}
        </button>
        <button type="button" className="button" onClick={() => void session.remove(own.id)}>
          {t('ownModels.delete')}
        </button>
      </p>
    </li>
  );
}
