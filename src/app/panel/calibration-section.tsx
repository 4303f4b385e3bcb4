import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stillImageOf } from '../../source/simulated/simulated-microscope';
import { readNumber } from '../calibration/number-input';
import { ProfileButtons } from '../calibration/profile-buttons';
import { useAppState, useOpticsSettings, usePageView } from '../reticle-context';
import { asksForSetup } from '../setup/setup-state';
import { nominalUmPerPx, parseUmPerPx, suspiciousRatio } from '../state/calibration';
import { scaleProblemText } from '../state/scale-problem';
import { percentOf, scaleWarning } from '../state/scale-warning';
import {
  currentCalibration,
  currentObjective,
  currentProfile,
  currentRelay,
  enteredUmPerPx,
  hasOwnScale,
} from '../state/selectors';
import { Section } from './section';

/** Digits enough for a tenth of a per cent at any objective. */
const print = (umPerPx: number) => String(Number(umPerPx.toPrecision(4)));

/** um/px of the picture: how it is known, and a field to type a measured one. */
export function CalibrationSection() {
  const { t } = useTranslation();
  const { basis, umPerPx, objective, entered, canEnter, uncertainty, profile, relay } = useAppState(
    (state) => {
      const typed = enteredUmPerPx(state);
      const calibration = currentCalibration(state);
      const isImage = state.source.phase === 'open' && state.source.source.kind === 'image';
      const known: 'image' | 'known' | null = hasOwnScale(state) ? (isImage ? 'image' : 'known') : null;
      return {
        basis: known ?? calibration?.basis ?? ('none' as const),
        umPerPx: known ? (state.frame?.umPerPx ?? null) : (calibration?.umPerPx ?? null),
        objective: currentObjective(state),
        relay: currentRelay(state),
        entered: typed,
        uncertainty: known ? null : (calibration?.uncertaintyUmPerPx ?? null),
        profile: typed === null ? currentProfile(state) : null,
        canEnter: known === null && state.source.phase === 'open',
      };
    },
  );
  const ratio = entered === null ? null : suspiciousRatio(entered, objective);
  return (
    <Section title={t('panel.calibration.title')}>
      <p className="big-value" data-basis={basis}>
        {umPerPx === null ? '—' : print(umPerPx)} <span className="unit">{t('panel.calibration.unit')}</span>
        {basis === 'nominal' && <span className="tag">{t('snapshot.caption.basis.nominal')}</span>}
      </p>
      <p className="hint" data-tone={basis === 'none' ? 'act' : undefined}>
        {t(`panel.calibration.basis.${basis}`)}
      </p>
      {ratio !== null && objective !== null && (
        <p className="field-problem" data-tone="act">
          {t('panel.calibration.ratio', {
            ratio: ratio.toFixed(2),
            nominal: print(nominalUmPerPx(objective)),
          })}
        </p>
      )}
      {profile && umPerPx !== null && uncertainty !== null && (
        <p className="hint">
          {t('panel.calibration.uncertainty', {
            percent: ((100 * uncertainty) / umPerPx).toPrecision(2),
            name: profile.name,
          })}
        </p>
      )}
      <ScaleDoubt />
      <ProfileButtons profile={profile} />
      {canEnter && <ResumeSetup />}
      {basis === 'image' && <ImageScale />}
      {canEnter && <AdapterEntry key={`adapter ${relay}`} relay={relay} />}
      {canEnter && (
        <ScaleEntry key={`scale ${objective}`} entered={entered} hasObjective={objective !== null} />
      )}
    </Section>
  );
}

/** A set-up that was left is gone on with. */
function ResumeSetup() {
  const { t } = useTranslation();
  const settings = useOpticsSettings();
  const asking = useAppState(asksForSetup);
  if (asking) return null;
  return (
    <p className="row">
      <button type="button" className="button" onClick={() => settings.setSetup({ left: false })}>
        {t('setup.resume')}
      </button>
    </p>
  );
}

/** The scale of a still image is asked for when it is opened, and can be corrected later. */
function ImageScale() {
  const { t } = useTranslation();
  const view = usePageView();
  const image = useAppState(({ source }) =>
    source.phase === 'open' && source.request.kind === 'file'
      ? { file: source.request.file, umPerPx: stillImageOf(source.source)?.umPerPx ?? null }
      : null,
  );
  if (!image) return null;
  return (
    <p className="row">
      <button type="button" className="button" onClick={() => view.askScaleOf(image)}>
        {t('panel.calibration.changeImage')}
      </button>
    </p>
  );
}

function ScaleEntry({
  entered,
  hasObjective,
}: {
  readonly entered: number | null;
  readonly hasObjective: boolean;
}) {
  const { t } = useTranslation();
  const optics = useOpticsSettings();
  const id = useId();
  const [text, setText] = useState(entered === null ? '' : print(entered));
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setText(entered === null ? '' : print(entered)), [entered]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseUmPerPx(text);
    if ('problem' in parsed) setProblem(scaleProblemText(parsed.problem, text, t));
    else {
      setProblem(null);
      optics.enterScale(parsed.value);
    }
  };
  return (
    <form className="scale-entry" onSubmit={submit} noValidate>
      <label className="number-field" htmlFor={id}>
        <span className="field-label">{t('panel.calibration.field')}</span>
        <input
          id={id}
          className="input"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={({ target }) => {
            setText(target.value);
            setProblem(null);
          }}
        />
      </label>
      <button type="submit" className="button">
        {t('panel.calibration.set')}
      </button>
      {entered !== null && hasObjective && (
        <button type="button" className="button" onClick={() => optics.enterScale(null)}>
          {t('panel.calibration.useNominal')}
        </button>
      )}
      {problem && (
        <p className="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** The adapter between microscope and camera: with another one every scale is another. */
function AdapterEntry({ relay }: { readonly relay: number | null }) {
  const { t } = useTranslation();
  const optics = useOpticsSettings();
  const id = useId();
  const [text, setText] = useState(relay === null ? '' : String(relay));
  const value = text.trim() === '' ? null : readNumber(text);
  const wrong = value !== null && !(value > 0 && value <= 100);
  const keep = () => {
    if (!wrong && value !== relay) optics.setCamera({ relay: value });
  };
  return (
    <form
      className="scale-entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <label className="number-field" htmlFor={id}>
        <span className="field-label">{t('panel.calibration.adapter')}</span>
        <input
          id={id}
          className="input"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          aria-invalid={wrong}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setText(target.value)}
          onBlur={keep}
        />
      </label>
      <p className={wrong ? 'field-problem' : 'hint'} id={`${id}-hint`}>
        {t(wrong ? 'panel.calibration.adapterWrong' : 'panel.calibration.adapterHint')}
      </p>
    </form>
  );
}

/** The scale in force is known badly, or another way gave another. */
function ScaleDoubt() {
  const { t } = useTranslation();
  // Text, so that it is compared by what it says.
  const text = useAppState((state) => {
    const warning = scaleWarning(state);
    if (!warning) return null;
    const percent = percentOf(warning.share);
    if (warning.kind === 'uncertain') return t('scaleWay.uncertain', { percent });
    const basis = t(`snapshot.caption.basis.${warning.basis}`);
    return t('scaleWay.disagreesWith', { percent, umPerPx: print(warning.umPerPx), basis });
  });
  return text === null ? null : (
    <p className="field-problem" data-tone="act">
      {text}
    </p>
  );
}
