import { spawnSync } from 'node:child_process';

/** A Python that has what the tests of the training code import; null where there is none. */
export function findPython(): string | null {
  const candidates = [process.env.RETICLE_PYTHON, 'python3', '/usr/bin/python3'];
  const imports = ['-c', 'import torch, numpy'];
  return (
    candidates.find(
      (program) => program && spawnSync(program, imports, { stdio: 'ignore', timeout: 60_000 }).status === 0,
    ) ?? null
  );
}
