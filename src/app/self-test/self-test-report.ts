import type { Diagnostics } from '../../domain/diagnostics';
import { overallVerdict, type SelfTestReport } from '../../domain/self-test';
import { selfTest } from '../../optics/self-test/checks';
import { t } from '../i18n/i18n';
import type { AppState } from '../state/app-state';
import { currentCalibration, currentFlatField, hasOwnScale } from '../state/selectors';
import { maxBlurOf } from './self-test-session';
import type { SelfTestState } from './self-test-state';

/** All that is needed to judge the self-test later, and on another machine. */
export function selfTestReport(
  test: SelfTestState,
  app: AppState,
  diagnostics: Diagnostics | null,
  about: { readonly version: string; readonly browser: string; readonly createdAt: string },
): SelfTestReport {
  const { source, frame } = app;
  const calibration = hasOwnScale(app) ? null : currentCalibration(app);
  const checks = selfTest({ ...test.measured, maxBlurUm: maxBlurOf(app) });
  return {
    kind: 'reticle-self-test',
    schema: 1,
    createdAt: about.createdAt,
    software: `Reticle ${about.version}`,
    machine: {
      adapter: app.engine.adapter,
      drawing: app.engine.drawing,
      inference: app.engine.backend?.description ?? null,
      browser: about.browser,
    },
    source:
      source.phase === 'open' && frame
        ? { label: source.source.label, width: frame.width, height: frame.height }
        : null,
    calibration: {
      umPerPx: frame?.umPerPx ?? null,
      basis: diagnostics?.calibration ?? calibration?.basis ?? 'none',
      uncertaintyUmPerPx: calibration?.uncertaintyUmPerPx ?? null,
      profile: calibration?.profile ?? null,
      objective: frame?.objective ?? app.objective,
    },
    flatField: currentFlatField(app)?.createdAt ?? null,
    micrometerUmPerPx: test.measured.target?.umPerPx ?? null,
    models: (diagnostics?.models ?? []).map(({ id, version, hash }) => ({ id, version, hash })),
    measuredAt: test.measuredAt,
    verdict: overallVerdict(checks),
    checks: checks.map((check) => ({
      ...check,
      name: t(`selfTest.checks.${check.id}.name`),
      limitFrom: t(`selfTest.checks.${check.id}.limitFrom`),
      advice:
        check.verdict === 'pass'
          ? null
          : check.verdict === 'fail'
            ? t(`selfTest.checks.${check.id}.advice`)
            : t('selfTest.notRunAdvice'),
    })),
  };
}
