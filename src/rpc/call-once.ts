import { type ConnectOptions, connect, type Remote } from './connect';
import type { CallTable, Endpoint } from './messages';

/** A worker for a single errand: it is ended as soon as the errand is done, has failed or was given up. */
export async function callOnce<Calls extends CallTable<Calls>, Result>(
  worker: Endpoint,
  options: ConnectOptions,
  errand: (remote: Remote<Calls, object>) => Promise<Result>,
): Promise<Result> {
  const remote = connect<Calls>(worker, options);
  try {
    return await errand(remote);
  } finally {
    remote.close();
  }
}
