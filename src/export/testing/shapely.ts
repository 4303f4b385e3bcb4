import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** Debian's Python has Debian's packages; another one may come first in the path. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

/** Runs a Python script with shapely, given `input` as JSON in stdin, and reads the JSON that it prints. */
export function runShapely<T>(context: TestContext, script: string, input: unknown): T {
  const python = PYTHONS.find((path) => spawnSync(path, ['-c', 'import shapely']).status === 0);
  context.skip(!python, 'not installed: python3-shapely');
  const { status, stdout, stderr } = spawnSync(python ?? '', ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return JSON.parse(stdout);
}
