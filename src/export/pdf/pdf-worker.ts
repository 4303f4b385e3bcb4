import type { Snapshot } from '../../domain/case';
import { serve } from '../../rpc/serve';
import { CaseReport, type ReportContent, type ReportHead } from './case-report';

export interface PdfCalls {
  begin(head: ReportHead): void;
  add(section: { readonly snapshot: Snapshot; readonly content: ReportContent }): void;
  finish(): Blob;
}

let report: CaseReport | null = null;
const begun = (): CaseReport => {
  if (!report) throw new Error('a report that was not begun');
  return report;
};

/** Makes one report beside the page: a picture is decoded and packed again, which takes seconds where it is large. */
serve<PdfCalls>(
  self,
  {
    begin: async (head) => {
      report = await CaseReport.begin(head);
    },
    add: ({ snapshot, content }) => begun().add(snapshot, content),
    finish: () => begun().finish(),
  },
  {
    inTurn: true,
    fallback: () => ({
      code: 'export-failed',
      message: 'The PDF could not be made.',
      remedy: 'Export again without the PDF; your snapshots are as they were.',
    }),
  },
);
