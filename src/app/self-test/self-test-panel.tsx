import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Check, type CheckId, overallVerdict, type Verdict } from '../../domain/self-test';
import { selfTest } from '../../optics/self-test/checks';
import { Section } from '../panel/section';
import { useAppState, useAppStore, useEngine, useSelfTestSession } from '../reticle-context';
import { saveSelfTest } from './save-self-test';
import { canMeasure, maxBlurOf } from './self-test-session';
import type { Part } from './self-test-state';

const PARTS: Readonly<Record<Part, readonly CheckId[]>> = {
  blank: ['blank', 'white-balance', 'evenness', 'exposure', 'noise'],
  target: ['target-colour', 'resolution', 'focus', 'scale'],
  timing: ['frame-rate', 'latency', 'dropped-frames'],
};
const MARKS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', 'not-run': '–' };

/** Digits that a person reads: three of a small figure, none behind the point of a large one. */
const digits = (value: number) =>
  Math.abs(value) >= 100
    ? String(Math.round(value))
    : String(Number(Number(value.toPrecision(3)).toFixed(3)));

/** The bench tests, a part at a time, beside the live view. */
export function SelfTestPanel() {
  const { t } = useTranslation();
  const state = useAppState(({ selfTest: slice }) => slice);
  const maxBlurUm = useAppState(maxBlurOf);
  const { measured } = state;
  const checks = useMemo(() => selfTest({ ...measured, maxBlurUm }), [measured, maxBlurUm]);
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  const verdict = overallVerdict(checks);
  return (
    <div data-testid="self-test">
      <div className="section">
        <p className="hint">{t('selfTest.about')}</p>
        <p className="self-test-summary" data-verdict={verdict} role="status" data-testid="self-test-summary">
          <strong>
            <span aria-hidden="true">{MARKS[verdict]}</span> {t(`selfTest.overall.${verdict}`)}
          </strong>
          <span>
            {t('selfTest.summary', {
              passed: count('pass'),
              failed: count('fail'),
              notRun: count('not-run'),
            })}
          </span>
        </p>
        {state.outdated && (
          <p className="hint" data-tone="act">
            {t('selfTest.outdated')}
          </p>
        )}
      </div>
      {(Object.keys(PARTS) as Part[]).map((part) => (
        <PartSection key={part} part={part} checks={checks.filter(({ id }) => PARTS[part].includes(id))} />
      ))}
      <SaveReport />
    </div>
  );
}

function PartSection({ part, checks }: { readonly part: Part; readonly checks: readonly Check[] }) {
  const { t } = useTranslation();
  const session = useSelfTestSession();
  const { working, progress, problem, measuredAt, measured } = useAppState((state) => state.selfTest);
  const ready = useAppState(canMeasure);
  const disabled = !ready || working !== null;
  return (
    <Section title={t(`selfTest.parts.${part}.title`)}>
      <p className="hint">{t(`selfTest.parts.${part}.hint`)}</p>
      <p className="row">
        {/* Stays in the tab order while it is busy, so that focus is not lost. */}
        <button
          type="button"
          className="button"
          aria-disabled={disabled}
          aria-label={`${t(measuredAt[part] ? 'selfTest.again' : 'selfTest.measure')}: ${t(`selfTest.parts.${part}.title`)}`}
          onClick={() => !disabled && void session.measure(part)}
        >
          {t(measuredAt[part] ? 'selfTest.again' : 'selfTest.measure')}
        </button>
        <span className="hint" role="status">
          {working === part &&
            (progress === null
              ? t('selfTest.working')
              : t('selfTest.workingShare', { percent: Math.round(100 * progress) }))}
          {!ready && working === null && t('selfTest.notNow')}
        </span>
      </p>
      {problem?.part === part && (
        <p className="field-problem" data-tone="act" role="alert">
          {problem.report.message} {problem.report.remedy}
        </p>
      )}
      {part === 'target' && measured.target && (
        <p className="hint" data-testid="self-test-micrometer">
          {t(measured.umPerPx === null ? 'selfTest.noScale' : 'selfTest.micrometer', {
            umPerPx: Number(measured.target.umPerPx.toPrecision(4)),
            inForce: Number((measured.umPerPx ?? 0).toPrecision(4)),
          })}
        </p>
      )}
      <ul className="self-test-checks">
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </Section>
  );
}

function CheckRow({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const { id, verdict, figure, unit, limit, bound } = check;
  const withUnit = (value: number) => t(`selfTest.unit.${unit}`, { value: digits(value) });
  return (
    <li className="self-test-check" data-check={id} data-verdict={verdict} data-figure={figure ?? ''}>
      <span className="self-test-mark" aria-hidden="true">
        {MARKS[verdict]}
      </span>
      <div>
        <p className="self-test-line">
          <span>{t(`selfTest.checks.${id}.name`)}</span>
          <strong>{figure === null ? t('selfTest.verdict.not-run') : withUnit(figure)}</strong>
        </p>
        <p className="hint">
          {verdict !== 'not-run' && `${t(`selfTest.verdict.${verdict}`)}: `}
          {t(`selfTest.bound.${bound}`, { limit: withUnit(limit) })}. {t(`selfTest.checks.${id}.limitFrom`)}
        </p>
        {verdict === 'fail' && <p className="self-test-advice">{t(`selfTest.checks.${id}.advice`)}</p>}
      </div>
    </li>
  );
}

function SaveReport() {
  const { t } = useTranslation();
  const session = useSelfTestSession();
  const store = useAppStore();
  const engine = useEngine();
  const [failed, setFailed] = useState(false);
  const save = async (format: 'json' | 'pdf') => {
    setFailed(false);
    await saveSelfTest(format, session.state, store.state, engine.client).catch(() => setFailed(true));
  };
  return (
    <div className="section">
      <p className="row">
        <button type="button" className="button" onClick={() => void save('json')}>
          {t('selfTest.saveJson')}
        </button>
        <button type="button" className="button" onClick={() => void save('pdf')}>
          {t('selfTest.savePdf')}
        </button>
      </p>
      <p className="hint one-line" role="status">
        {failed && `${t('selfTest.saveFailed')} ${t('notices.retry')}.`}
      </p>
    </div>
  );
}
