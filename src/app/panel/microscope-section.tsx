import { useTranslation } from 'react-i18next';
import type { MicroscopeState } from '../../domain/frame';
import { LabelledSlider } from '../controls/labelled-slider';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, useOptics, useSources } from '../reticle-context';
import { newSeed } from '../session/new-seed';
import { Section } from './section';
import { StagePad } from './stage-pad';

/** Furthest that the simulated focus goes from the tissue, um. */
const FOCUS_RANGE_UM = 50;
/** Camera noise that the simulated microscope starts with, of full scale. */
const USUAL_NOISE = 0.006;
/** White for the simulated camera, K. */
const WHITE_KELVIN = 6500;
const GAINS = ['red', 'green', 'blue'] as const;

const USUAL: Partial<MicroscopeState> = {
  ...{ focusUm: 0, lamp: 1, lampKelvin: WHITE_KELVIN, vignetting: 0 },
  ...{ noise: USUAL_NOISE, whiteBalance: [1, 1, 1] },
};

/** Stage, focus, light and camera of the simulated microscope. */
export function MicroscopeSection() {
  const { t } = useTranslation();
  const sources = useSources();
  const optics = useOptics();
  const { microscope, request } = useAppState((state) => ({
    microscope: state.microscope,
    request: state.source.phase === 'open' ? state.source.request : null,
  }));
  if (!microscope) return null;
  const set = (change: Partial<MicroscopeState>) => optics.setMicroscope(change);
  const simulated = request?.kind === 'simulated' ? request : null;
  return (
    <Section title={t(simulated ? 'panel.microscope.title' : 'panel.microscope.stageTitle')}>
      <StagePad />
      {simulated && (
        <>
          <LabelledSwitch
            label={t('panel.microscope.tour')}
            checked={microscope.touring}
            onChange={(touring) => set({ touring })}
          />
          <p className="row">
            <button
              type="button"
              className="button"
              onClick={() =>
                void sources.open({
                  ...simulated,
                  seed: newSeed(),
                  objective: microscope.objective,
                  tour: microscope.touring,
                })
              }
            >
              {t('panel.microscope.newSlide')}
            </button>
            <span className="hint">{t('panel.microscope.slideNumber', { seed: simulated.seed })}</span>
          </p>
        </>
      )}
      <LabelledSlider
        label={t('panel.microscope.focus')}
        value={microscope.focusUm}
        min={-FOCUS_RANGE_UM}
        max={FOCUS_RANGE_UM}
        step={0.5}
        text={`${microscope.focusUm.toFixed(1)} µm`}
        onChange={(focusUm) => set({ focusUm })}
      />
      <LabelledSlider
        label={t('panel.microscope.lamp')}
        value={microscope.lamp}
        min={0}
        max={2}
        step={0.01}
        text={`${Math.round(microscope.lamp * 100)} %`}
        onChange={(lamp) => set({ lamp })}
      />
      <LabelledSlider
        label={t('panel.microscope.lampKelvin')}
        value={microscope.lampKelvin}
        min={2500}
        max={WHITE_KELVIN}
        step={100}
        text={`${microscope.lampKelvin} K`}
        onChange={(lampKelvin) => set({ lampKelvin })}
      />
      <LabelledSlider
        label={t('panel.microscope.vignetting')}
        value={microscope.vignetting}
        min={0}
        max={0.3}
        step={0.01}
        text={`${Math.round(microscope.vignetting * 100)} %`}
        onChange={(vignetting) => set({ vignetting })}
      />
      <LabelledSlider
        label={t('panel.microscope.noise')}
        value={microscope.noise}
        min={0}
        max={0.1}
        step={0.001}
        text={`${(microscope.noise * 100).toFixed(1)} %`}
        onChange={(noise) => set({ noise })}
      />
      <fieldset className="gains">
        <legend className="field-label">{t('panel.microscope.whiteBalance')}</legend>
        {GAINS.map((name, index) => (
          <LabelledSlider
            key={name}
            label={t(`panel.microscope.${name}`)}
            value={microscope.whiteBalance[index] ?? 1}
            min={0.5}
            max={1.5}
            step={0.01}
            text={(microscope.whiteBalance[index] ?? 1).toFixed(2)}
            onChange={(gain) => {
              const [red, green, blue] = microscope.whiteBalance;
              const gains = [red, green, blue].map((old, at) => (at === index ? gain : old));
              set({ whiteBalance: [gains[0] ?? red, gains[1] ?? green, gains[2] ?? blue] });
            }}
          />
        ))}
      </fieldset>
      <p className="row">
        <button type="button" className="button" onClick={() => set(USUAL)}>
          {t('panel.microscope.reset')}
        </button>
      </p>
    </Section>
  );
}
