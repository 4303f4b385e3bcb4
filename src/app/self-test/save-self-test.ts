import type { EngineClient } from '../../engine/port';
import { snapshotFileName } from '../../export/file-name';
import { saveFile } from '../files';
import type { AppState } from '../state/app-state';
import { selfTestReport } from './self-test-report';
import type { SelfTestState } from './self-test-state';

/** Hands the report to the browser's downloads. Rejects where it cannot be written. */
export async function saveSelfTest(
  format: 'json' | 'pdf',
  test: SelfTestState,
  app: AppState,
  client: EngineClient | null,
): Promise<void> {
  const now = new Date();
  const diagnostics = (await client?.diagnostics().catch(() => null)) ?? null;
  const report = selfTestReport(test, app, diagnostics, {
    version: __VERSION__,
    browser: navigator.userAgent,
    createdAt: now.toISOString(),
  });
  const blob =
    format === 'json'
      ? new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' })
      : await (await import('../../export/pdf/self-test-pdf')).selfTestPdf(report);
  const { objective } = report.calibration;
  saveFile(
    blob,
    snapshotFileName({ capturedAt: now.getTime(), objective, label: 'self-test', ending: `.${format}` }),
  );
}
