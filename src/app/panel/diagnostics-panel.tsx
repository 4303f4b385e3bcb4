import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Diagnostics, STAGES } from '../../domain/diagnostics';
import { useEngine } from '../reticle-context';
import { Fact, Section } from './section';

const EVERY_MS = 1000;
const DASH = '–';

const ms = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** How long ago, in ms or s. */
const ageText = (age: number | null, t: TFunction) => {
  if (age === null) return DASH;
  return age < 1000
    ? t('panel.diag.unitMs', { value: ms(age) })
    : t('panel.diag.unitS', { value: (age / 1000).toFixed(1) });
};

/** Figures of the running engine, as `window.reticle.diagnostics()` gives them. */
export function DiagnosticsPanel() {
  const { t } = useTranslation();
  const diagnostics = useDiagnostics();
  const [copied, setCopied] = useState(false);
  if (!diagnostics) return <p className="hint panel-wait">{t('panel.diag.waiting')}</p>;
  const d = diagnostics;
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(d, null, 2)).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div data-testid="diagnostics">
      <Section title={t('panel.diag.display')}>
        <dl className="facts">
          <Fact name={t('panel.diag.framesPerSecond')} value={d.displayedFramesPerSecond.toFixed(1)} />
          <Fact name={t('panel.diag.frames')} value={d.displayedFrames} />
          <Fact name={t('panel.diag.dropped')} value={d.droppedFrames} />
          <Fact
            name={t('panel.diag.overlayAge')}
            value={d.tiles.pending === 0 ? t('panel.diag.upToDate') : ageText(d.overlayAgeMs, t)}
          />
        </dl>
      </Section>
      <Section title={t('panel.diag.timings')}>
        <table className="timings">
          <thead>
            <tr>
              <th scope="col">{t('panel.diag.stage')}</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">p99</th>
            </tr>
          </thead>
          <tbody>
            {[
              ...STAGES.map((stage) => ({
                id: stage as string,
                name: t(`panel.diag.stages.${stage}`),
                timing: d.stages[stage],
              })),
              { id: 'latency', name: t('panel.diag.latency'), timing: d.latency },
            ].map(({ id, name, timing }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{timing ? ms(timing.p50) : DASH}</td>
                <td>{timing ? ms(timing.p95) : DASH}</td>
                <td>{timing ? ms(timing.p99) : DASH}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title={t('panel.diag.tiles')}>
        <dl className="facts">
          <Fact name={t('panel.diag.inferred')} value={d.tiles.inferred} />
          <Fact name={t('panel.diag.reused')} value={d.tiles.reused} />
          <Fact name={t('panel.diag.skipped')} value={d.tiles.skipped} />
          <Fact name={t('panel.diag.pending')} value={d.tiles.pending} />
        </dl>
      </Section>
      <Section title={t('panel.diag.picture')}>
        <dl className="facts">
          <Fact
            name={t('panel.diag.frameSize')}
            value={d.frameSize ? `${d.frameSize.width} × ${d.frameSize.height} px` : DASH}
          />
          <Fact
            name={t('panel.diag.scale')}
            value={d.umPerPx === null ? DASH : `${Number(d.umPerPx.toPrecision(4))} µm/px, ${d.calibration}`}
          />
          <Fact
            name={t('panel.diag.position')}
            value={
              d.stage ? t('panel.diag.unitUm', { x: d.stage.x.toFixed(1), y: d.stage.y.toFixed(1) }) : DASH
            }
          />
          <Fact name={t('panel.diag.confidence')} value={d.stage ? d.stage.confidence.toFixed(2) : DASH} />
        </dl>
      </Section>
      <Section title={t('panel.diag.machine')}>
        <dl className="facts">
          <Fact name={t('panel.diag.adapter')} value={d.adapter} />
          <Fact name={t('panel.diag.drawing')} value={t(`panel.diag.${d.drawing}`)} />
          <Fact name={t('panel.diag.backend')} value={d.backend ? d.backend.description : DASH} />
          <Fact
            name={t('panel.diag.gpuMemory')}
            value={t('panel.diag.unitMib', { value: (d.gpuBytes / 2 ** 20).toFixed(0) })}
          />
          <Fact name={t('panel.diag.tensors')} value={d.tensors} />
        </dl>
      </Section>
      <Section title={t('panel.diag.models')}>
        <dl className="facts">
          {d.models.map(({ id, version, hash, threshold }) => (
            <Fact
              key={id}
              name={`${id} ${version}`}
              value={
                <>
                  <code>{hash.slice(0, 12)}</code>, {threshold.toFixed(3)}
                </>
              }
            />
          ))}
        </dl>
        {d.models.length === 0 && <p className="hint">{DASH}</p>}
      </Section>
      <Section title={`${t('panel.diag.errors')} (${d.errorCount})`}>
        {d.errors.length === 0 && <p className="hint">{t('panel.diag.noErrors')}</p>}
        <ul className="error-list">
          {d.errors.map(({ at, code, message }) => (
            <li key={`${at} ${code} ${message}`}>
              <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleTimeString('sv')}</time>{' '}
              {message}
            </li>
          ))}
        </ul>
      </Section>
      <p className="row panel-foot">
        <button type="button" className="button" onClick={() => void copy()}>
          {t('panel.diag.copy')}
        </button>
        <span className="hint" aria-live="polite">
          {copied ? t('panel.diag.copied') : ''}
        </span>
      </p>
    </div>
  );
}

/** Asked again a while after each answer, so that a busy engine is not flooded. */
function useDiagnostics(): Diagnostics | null {
  const engine = useEngine();
  const [diagnostics, setDiagnostics] = useState<Diagnostics | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      const answer = await engine.client?.diagnostics().catch(() => null);
      if (over) return;
      if (answer) setDiagnostics(answer);
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [engine]);
  return diagnostics;
}
