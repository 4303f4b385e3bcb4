import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toErrorReport } from '../../domain/errors';
import type { CameraControl, CameraControls, CameraMode } from '../../domain/frame';
import { LabelledSlider } from '../controls/labelled-slider';
import { useAppState, useOpticsSettings, usePageView, useSources } from '../reticle-context';
import { openSurface } from '../state/selectors';
import { Section } from './section';

/** What can be set at the camera: resolution, automatic modes, exposure and so on. */
export function CameraSection() {
  const controls = useAppState((state) =>
    state.source.phase === 'open' ? state.source.source.controls : undefined,
  );
  return controls ? <CameraForm controls={controls} /> : null;
}

function CameraForm({ controls }: { readonly controls: CameraControls }) {
  const { t } = useTranslation();
  const sources = useSources();
  const optics = useOpticsSettings();
  const view = usePageView();
  const { request, size } = useAppState((state) => ({
    request: state.source.phase === 'open' ? state.source.request : null,
    size: openSurface(state)?.size ?? null,
  }));
  // The track's own values are the truth; this counts the times to read them again.
  const [, setRevision] = useState(0);
  const apply = useCallback(
    async (change: Promise<void>) => {
      try {
        await change;
      } catch (cause) {
        const report = toErrorReport(cause, {
          code: 'camera-busy',
          message: t('panel.camera.refused'),
          remedy: t('panel.camera.refusedRemedy'),
        });
        view.notify({ tone: 'error', report, ways: [], topic: 'camera control' });
      }
      setRevision((revision) => revision + 1);
    },
    [view, t],
  );
  const resolution = size ? `${size.width}x${size.height}` : '';
  const resolutions = controls.resolutions;
  return (
    <Section title={t('panel.camera.title')}>
      {resolutions.length > 0 && (
        <label className="field-stack">
          <span className="field-label">{t('panel.source.resolution')}</span>
          <select
            className="select"
            value={resolution}
            onChange={({ target }) => {
              const chosen = resolutions.find(({ width, height }) => `${width}x${height}` === target.value);
              if (!chosen || request?.kind !== 'camera') return;
              optics.setCamera({ resolution: { width: chosen.width, height: chosen.height } });
              void sources.open({ ...request, resolution: chosen });
            }}
          >
            {!resolutions.some(({ width, height }) => `${width}x${height}` === resolution) && (
              <option value={resolution}>{resolution.replace('x', ' × ')}</option>
            )}
            {resolutions.map(({ width, height }) => (
              <option key={`${width}x${height}`} value={`${width}x${height}`}>
                {width} × {height}
              </option>
            ))}
          </select>
        </label>
      )}
      {controls.modes().map((mode) => (
        <ModeChoice
          key={mode.name}
          mode={mode}
          onChange={(value) => void apply(controls.setMode(mode.name, value))}
        />
      ))}
      {controls.controls().map((control) => (
        <ControlSlider
          key={control.name}
          control={control}
          onCommit={(value) => void apply(controls.setControl(control.name, value))}
        />
      ))}
    </Section>
  );
}

function ModeChoice({
  mode,
  onChange,
}: {
  readonly mode: CameraMode;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <label className="field-stack">
      <span className="field-label">{t(`panel.camera.modes.${mode.name}`)}</span>
      <select className="select" value={mode.value} onChange={({ target }) => onChange(target.value)}>
        {mode.options.map((option) => (
          <option key={option} value={option}>
            {isKnownOption(option) ? t(`panel.camera.options.${option}`) : option}
          </option>
        ))}
      </select>
    </label>
  );
}

const KNOWN_OPTIONS = ['manual', 'continuous', 'single-shot', 'none'] as const;
const isKnownOption = (option: string): option is (typeof KNOWN_OPTIONS)[number] =>
  (KNOWN_OPTIONS as readonly string[]).includes(option);

function ControlSlider({
  control,
  onCommit,
}: {
  readonly control: CameraControl;
  readonly onCommit: (value: number) => void;
}) {
  const { t } = useTranslation();
  const { name, min, max, step, value } = control;
  const [draft, setDraft] = useState<number | null>(null);
  const shown = draft ?? value;
  return (
    <LabelledSlider
      label={t(`panel.camera.controls.${name}`)}
      value={shown}
      min={min}
      max={max}
      step={step > 0 ? step : (max - min) / 100}
      text={String(Number(shown.toPrecision(4)))}
      onChange={setDraft}
      onCommit={(next) => {
        setDraft(null);
        onCommit(next);
      }}
    />
  );
}
