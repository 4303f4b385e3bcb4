import { useTranslation } from 'react-i18next';
import { LabelledSlider } from '../controls/labelled-slider';
import { useAppState, useOptics } from '../reticle-context';
import type { AppState } from '../state/app-state';
import { Section } from './section';
import { SimulatedCamera, SimulatedSlide } from './simulator-controls';
import { StagePad } from './stage-pad';

/** Whether there is anything of the microscope's to drive. */
export const hasMicroscope = ({ devices, simulator }: AppState): boolean =>
  simulator !== null || devices.stage !== null || devices.focus !== null || devices.light !== null;

/** Stage, focus and light, as far as there are any, and all that can be set of a simulated microscope. */
export function MicroscopeSection() {
  const { t } = useTranslation();
  const optics = useOptics();
  const { focus, light, simulated } = useAppState((state) => ({
    focus: state.devices.focus,
    light: state.devices.light,
    simulated: state.source.phase === 'open' && state.source.request.kind === 'simulated',
  }));
  const temperature = light?.temperature;
  return (
    <Section title={t(simulated ? 'panel.microscope.title' : 'panel.microscope.stageTitle')}>
      <StagePad />
      <SimulatedSlide />
      {focus && (
        <LabelledSlider
          label={t('panel.microscope.focus')}
          value={focus.offset}
          min={-focus.rangeUm}
          max={focus.rangeUm}
          step={0.5}
          text={`${focus.offset.toFixed(1)} µm`}
          onChange={(offset) => optics.setFocus(offset)}
        />
      )}
      {light && (
        <LabelledSlider
          label={t('panel.microscope.lamp')}
          value={light.brightness}
          min={0}
          max={2}
          step={0.01}
          text={`${Math.round(light.brightness * 100)} %`}
          onChange={(brightness) => optics.setBrightness(brightness)}
        />
      )}
      {temperature && (
        <LabelledSlider
          label={t('panel.microscope.lampKelvin')}
          value={temperature.value}
          min={temperature.min}
          max={temperature.max}
          step={100}
          text={`${temperature.value} K`}
          onChange={(kelvin) => optics.setTemperature(kelvin)}
        />
      )}
      <SimulatedCamera />
    </Section>
  );
}
