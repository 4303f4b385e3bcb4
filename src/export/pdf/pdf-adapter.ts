import { callOnce } from '../../rpc/call-once';
import type { ExportAdapter, ExportInput } from '../adapter';
import { exportFileName } from '../file-name';
import type { ReportContent, ReportHead } from './case-report';
import type { PdfCalls } from './pdf-worker';
import { reviewedSlides } from './reviewed';

/** Longest time that one picture may take, ms: a page's own pictures take a second. */
const DEADLINE_MS = 60_000;

/** One document for all snapshots. */
export const pdfAdapter: ExportAdapter = {
  id: 'pdf',
  extension: 'pdf',
  mime: 'application/pdf',
  async *files(input) {
    const blob = typeof Worker === 'undefined' ? await reportHere(input) : await reportBeside(input);
    yield { name: exportFileName(input.case, null, '.pdf'), blob };
  },
};

async function headOf(input: ExportInput): Promise<ReportHead> {
  const { case: kase, snapshots, slides = [], version } = input;
  return {
    ...{ case: kase, version },
    snapshots: snapshots.map(({ snapshot }) => ({ snapshot })),
    slides: slides.map(({ slide }) => ({ slide })),
    reviewed: await reviewedSlides(input),
  };
}

async function contentOf({ read }: ExportInput['snapshots'][number]): Promise<ReportContent> {
  const { parts, measurements } = await read();
  return { overlay: parts.overlay, bare: parts.frame, measurements };
}

/** In a worker of its own, so that the page goes on; one snapshot is sent at a time. */
function reportBeside(input: ExportInput): Promise<Blob> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module', name: 'pdf' });
  const options = {
    ...{
      name: 'making of the PDF',
      remedy: 'Export again without the PDF; your snapshots are as they were.',
    },
    ...{ silentAfterMs: DEADLINE_MS, deadAfterMs: DEADLINE_MS },
  };
  return callOnce<PdfCalls, Blob>(worker, options, async (remote) => {
    const deadline = { deadlineMs: DEADLINE_MS };
    await remote.call('begin', await headOf(input), deadline);
    for (const entry of input.snapshots)
      await remote.call('add', { snapshot: entry.snapshot, content: await contentOf(entry) }, deadline);
    return remote.call('finish', undefined, deadline);
  });
}

/** Where there are no workers. */
async function reportHere(input: ExportInput): Promise<Blob> {
  const { CaseReport } = await import('./case-report');
  const report = await CaseReport.begin(await headOf(input));
  for (const entry of input.snapshots) await report.add(entry.snapshot, await contentOf(entry));
  return report.finish();
}
