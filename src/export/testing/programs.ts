import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** Skips a test with a note where an independent reader is not installed; CI has them all. */
export function needs(context: TestContext, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  context.skip(missing.length > 0, `not installed: ${missing.join(', ')}`);
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test, with `files` in it. */
export async function withFolder<T>(
  files: readonly { readonly name: string; readonly blob: Blob }[],
  use: (folder: string, run: (program: string, ...args: string[]) => Outcome) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-export-'));
  try {
    for (const { name, blob } of files)
      writeFileSync(join(folder, name), new Uint8Array(await blob.arrayBuffer()));
    return await use(folder, (program, ...args) => {
      const { status, stdout, stderr } = spawnSync(program, args, {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      });
      return { status, stdout, stderr };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
