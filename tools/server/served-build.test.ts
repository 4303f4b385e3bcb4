import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isProcessRunning, servedBuild } from './served-build';

test('a start leaves the build of a running copy alone and removes those of ended ones', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-builds-'));
  for (const id of ['11', '12', 'notes']) {
    mkdirSync(join(folder, id));
    writeFileSync(join(folder, id, 'index.html'), id);
  }
  const mine = servedBuild(folder, 13, (id) => id === 11);
  expect(mine).toBe(join(folder, '13'));
  expect(['11', '12', 'notes'].map((id) => existsSync(join(folder, id, 'index.html')))).toEqual([
    true,
    false,
    true,
  ]);
  rmSync(folder, { recursive: true });
});

test('this process runs, one of a number beyond all does not', () => {
  expect([isProcessRunning(process.pid), isProcessRunning(2 ** 30)]).toEqual([true, false]);
});
