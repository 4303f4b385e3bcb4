import { useTranslation } from 'react-i18next';
import type { SimulatorState } from '../../source/simulated/simulator';
import { isTissueSlide } from '../../source/simulated/slide-names';
import { LabelledSlider } from '../controls/labelled-slider';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useActionContext, useAppState, useSources } from '../reticle-context';
import { newSeed } from '../session/demo-slide';

/** Camera noise that the simulated microscope starts with, of full scale. */
const USUAL_NOISE = 0.006;
/** White for the simulated camera, K. */
const WHITE_KELVIN = 6500;
const GAINS = ['red', 'green', 'blue'] as const;

const USUAL: Partial<SimulatorState> = {
  ...{ focusUm: 0, lamp: 1, lampKelvin: WHITE_KELVIN, vignetting: 0 },
  ...{ noise: USUAL_NOISE, whiteBalance: [1, 1, 1] },
};

/** The tour over a slide of the simulated stage, and where it is from: real tissue has an origin, others a number. */
export function SimulatedSlide() {
  const { t } = useTranslation();
  const sources = useSources();
  const { simulator: microscope } = useActionContext();
  const { simulator, request } = useAppState((state) => ({
    simulator: state.simulator,
    request: state.source.phase === 'open' ? state.source.request : null,
  }));
  if (!simulator || request?.kind !== 'simulated') return null;
  const { objective, touring } = simulator;
  return (
    <>
      <LabelledSwitch
        label={t('panel.microscope.tour')}
        checked={touring}
        onChange={(on) => microscope.set({ touring: on })}
      />
      {isTissueSlide(request.slide) ? (
        <p className="hint">{t(`panel.microscope.origin.${request.slide}`)}</p>
      ) : (
        <p className="row">
          <button
            type="button"
            className="button"
            onClick={() => void sources.open({ ...request, seed: newSeed(), objective, tour: touring })}
          >
            {t('panel.microscope.newSlide')}
          </button>
          <span className="hint">{t('panel.microscope.slideNumber', { seed: request.seed })}</span>
        </p>
      )}
    </>
  );
}

/** Light path and camera of the simulated microscope. */
export function SimulatedCamera() {
  const { t } = useTranslation();
  const { simulator: microscope } = useActionContext();
  const simulator = useAppState((state) => state.simulator);
  if (!simulator) return null;
  return (
    <>
      <LabelledSlider
        label={t('panel.microscope.vignetting')}
        value={simulator.vignetting}
        min={0}
        max={0.3}
        step={0.01}
        text={`${Math.round(simulator.vignetting * 100)} %`}
        onChange={(vignetting) => microscope.set({ vignetting })}
      />
      <LabelledSlider
        label={t('panel.microscope.noise')}
        value={simulator.noise}
        min={0}
        max={0.1}
        step={0.001}
        text={`${(simulator.noise * 100).toFixed(1)} %`}
        onChange={(noise) => microscope.set({ noise })}
      />
      <fieldset className="gains">
        <legend className="field-label">{t('panel.microscope.whiteBalance')}</legend>
        {GAINS.map((name, index) => (
          <LabelledSlider
            key={name}
            label={t(`panel.microscope.${name}`)}
            value={simulator.whiteBalance[index] ?? 1}
            min={0.5}
            max={1.5}
            step={0.01}
            text={(simulator.whiteBalance[index] ?? 1).toFixed(2)}
            onChange={(gain) => {
              const [red, green, blue] = simulator.whiteBalance;
              const gains = [red, green, blue].map((old, at) => (at === index ? gain : old));
              microscope.set({ whiteBalance: [gains[0] ?? red, gains[1] ?? green, gains[2] ?? blue] });
            }}
          />
        ))}
      </fieldset>
      <p className="row">
        <button type="button" className="button" onClick={() => microscope.set(USUAL)}>
          {t('panel.microscope.reset')}
        </button>
      </p>
    </>
  );
}
