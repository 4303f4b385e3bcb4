import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newProfile } from '../calibration/new-profile';
import {
  useAppState,
  useFlatFieldSession,
  useOptics,
  useOpticsSettings,
  usePageView,
} from '../reticle-context';
import { currentObjective, currentOptics, currentRelay } from '../state/selectors';
import { binningOf, RELAYS, SENSORS, scaleOfSensor } from './sensors';
import { asksForSetup, type Setup, setupOf } from './setup-state';

/** The objectives that are offered at once; the list in the bar has all. */
const USUAL = [4, 10, 20, 40] as const;

/** Leads through the set-up of a camera without a scale: objective, scale, light, go. The live view goes on beside it. */
export function SetupStrip() {
  const { t } = useTranslation();
  const settings = useOpticsSettings();
  const asking = useAppState(asksForSetup);
  const setup = useAppState(setupOf);
  if (!asking || !setup) return null;
  const done = setup.objective && setup.scale !== null && setup.light !== null;
  return (
    <section className="card setup" aria-label={t('setup.title')}>
      <div className="setup-head">
        <h2 className="card-title">{t('setup.title')}</h2>
        <button
          type="button"
          className={`button ${done ? 'button-accent' : ''}`}
          onClick={() => settings.setSetup({ left: true })}
        >
          {t(done ? 'setup.go' : 'setup.later')}
        </button>
      </div>
      <ol className="setup-steps">
        <Step name="objective" ticked={setup.objective}>
          <ObjectiveButtons />
        </Step>
        <Step name="scale" ticked={setup.scale !== null}>
          {setup.scale === null ? (
            <ScaleChoice ready={setup.objective} />
          ) : (
            <p>{t(`setup.scale.${setup.scale}`)}</p>
          )}
        </Step>
        <Step name="light" ticked={setup.light !== null}>
          {setup.light === null ? <LightChoice /> : <p>{t(`setup.light.${setup.light}`)}</p>}
        </Step>
      </ol>
    </section>
  );
}

function Step({
  name,
  ticked,
  children,
}: {
  readonly name: keyof Setup;
  readonly ticked: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <li className="setup-step" data-done={ticked || undefined}>
      <h3 className="field-label">
        {t(`setup.steps.${name}`)}
        {ticked && <span className="visually-hidden"> ({t('story.stepDone')})</span>}
      </h3>
      {children}
    </li>
  );
}

function ObjectiveButtons() {
  const { t } = useTranslation();
  const optics = useOptics();
  const settings = useOpticsSettings();
  const objective = useAppState(currentObjective);
  return (
    <fieldset className="setup-choices" aria-label={t('setup.steps.objective')}>
      {USUAL.map((each) => (
        <button
          key={each}
          type="button"
          className="button"
          aria-pressed={objective === each}
          onClick={() => {
            settings.setSetup({});
            optics.setObjective(each);
          }}
        >
          {each}x
        </button>
      ))}
    </fieldset>
  );
}

/** By the camera's sensor and its adapter, by measuring, or not at all. */
function ScaleChoice({ ready }: { readonly ready: boolean }) {
  const { t } = useTranslation();
  const settings = useOpticsSettings();
  const view = usePageView();
  const optics = useAppState(currentOptics);
  const known = useAppState(currentRelay);
  const [at, setAt] = useState('');
  const [relay, setRelay] = useState(known === null ? '' : String(known));
  const sensor = at === '' ? undefined : SENSORS[Number(at)];
  const scale =
    sensor && optics && relay !== ''
      ? scaleOfSensor(sensor, {
          pictureWidthPx: optics.resolution.width,
          objective: optics.objective,
          relay: Number(relay),
        })
      : null;
  const binning = sensor && optics ? binningOf(sensor, optics.resolution.width) : 1;
  const use = () => {
    if (!optics || !scale) return;
    settings.setSetup({});
    settings.setCamera({ relay: Number(relay) });
    settings.saveProfile(newProfile({ ...optics, relay: Number(relay) }, scale, 'numbers'));
  };
  const measure = () => {
    settings.setSetup({});
    view.calibrate(true);
  };
  const relays =
    known === null || (RELAYS as readonly number[]).includes(known) ? RELAYS : [...RELAYS, known];
  return (
    <>
      <div className="setup-choices">
        <select
          className="select"
          aria-label={t('setup.sensor')}
          value={at}
          disabled={!ready}
          onChange={({ target }) => setAt(target.value)}
        >
          <option value="">{t('setup.sensor')}</option>
          {SENSORS.map(({ pixelUm, name, widthPx }, index) => (
            <option key={name} value={index}>
              {t('setup.sensorOption', { pixelUm, name, widthPx })}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label={t('setup.adapter')}
          value={relay}
          disabled={!ready}
          onChange={({ target }) => setRelay(target.value)}
        >
          <option value="">{t('setup.adapter')}</option>
          {relays.map((each) => (
            <option key={each} value={each}>
              {t('setup.adapterOption', { times: each })}
            </option>
          ))}
        </select>
      </div>
      {scale && binning > 1 && <p className="hint">{t('setup.smaller', { times: binning.toFixed(2) })}</p>}
      <div className="setup-choices">
        {scale && (
          <button type="button" className="button button-accent" onClick={use}>
            {t('setup.use', { umPerPx: String(Number(scale.umPerPx.toPrecision(3))) })}
          </button>
        )}
        <button type="button" className="button" disabled={!ready} onClick={measure}>
          {t('setup.measure')}
        </button>
        <button
          type="button"
          className="button"
          disabled={!ready}
          onClick={() => settings.setSetup({ estimated: true })}
        >
          {t('setup.unknown')}
        </button>
      </div>
    </>
  );
}

function LightChoice() {
  const { t } = useTranslation();
  const session = useFlatFieldSession();
  const settings = useOpticsSettings();
  const { progress, ready } = useAppState((state) => ({
    progress: state.flatField.progress,
    ready: currentObjective(state) !== null && !state.frozen && state.flatField.progress === null,
  }));
  return (
    <>
      <p className="hint" role="status">
        {progress === null
          ? t('setup.blank')
          : t('flatField.progress', { percent: Math.round(100 * progress) })}
      </p>
      <div className="setup-choices">
        <button type="button" className="button" disabled={!ready} onClick={() => void session.take()}>
          {t('flatField.take')}
        </button>
        <button type="button" className="button" onClick={() => settings.setSetup({ lightSkipped: true })}>
          {t('setup.skip')}
        </button>
      </div>
    </>
  );
}
