import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder of its own for the build that one process serves: a second start must not take the files away from a page
 * that is open. Folders of processes that have ended are removed.
 * @param folder where they lie, each by the number of its process
 */
export function servedBuild(folder: string, process: number, isRunning: (id: number) => boolean): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const id = Number(name);
    if (Number.isInteger(id) && (id === process || !isRunning(id)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
  return join(folder, String(process));
}

/** Whether a process of this number runs, be it another user's. */
export function isProcessRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
