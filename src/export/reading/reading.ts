import { callOnce } from '../../rpc/call-once';
import type { Remote } from '../../rpc/connect';
import { type Reading, readingHere } from './read-here';
import type { ReadingCalls } from './reading-worker';

/** Longest time that a file may take, ms; the largest that are allowed take some ten seconds. */
const DEADLINE_MS = 120_000;

/** In a worker for each file, so that the page goes on and a file that takes too long is given up. */
const readingBeside: Reading = {
  archive: (file) => inWorker((remote) => remote.call('archive', file, { deadlineMs: DEADLINE_MS })),
  geojson: (file, into) =>
    inWorker((remote) => remote.call('geojson', { file, into }, { deadlineMs: DEADLINE_MS })),
  originOf: (file) => inWorker((remote) => remote.call('originOf', file, { deadlineMs: DEADLINE_MS })),
};

/** Readers of imports, beside the page where there are workers. */
export const reading = (): Reading => (typeof Worker === 'undefined' ? readingHere : readingBeside);

function inWorker<Result>(
  errand: (remote: Remote<ReadingCalls, object>) => Promise<Result>,
): Promise<Result> {
  const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
    type: 'module',
    name: 'reading',
  });
  const remedy = 'Nothing was imported. Import a smaller part, or another copy of the file.';
  const options = {
    name: 'reading of the file',
    remedy,
    silentAfterMs: DEADLINE_MS,
    deadAfterMs: DEADLINE_MS,
  };
  return callOnce(worker, options, errand);
}
