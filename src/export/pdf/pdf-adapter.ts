import type { ExportAdapter } from '../adapter';
import { exportFileName } from '../file-name';

/** One document for all snapshots. */
export const pdfAdapter: ExportAdapter = {
  id: 'pdf',
  extension: 'pdf',
  mime: 'application/pdf',
  async *files(input) {
    const { caseReport } = await import('./case-report');
    yield { name: exportFileName(input.case, null, '.pdf'), blob: await caseReport(input) };
  },
};
