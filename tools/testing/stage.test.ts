import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counted, runTogether, type Stage } from './stage';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reticle-stage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A stage whose program ended with this report; null: with none. */
function reported(report: object | null, mayBeEmpty = false): Stage {
  const path = join(folder, 'report.json');
  if (report) writeFileSync(path, JSON.stringify(report));
  const read = (json: Record<string, unknown>) => ({ passed: 0, failed: 0, skipped: 0, ...json });
  return { title: 'Tests', command: '', args: [], mayBeEmpty, report: { path, read } };
}

describe('what a stage counts', () => {
  test('a check without a report is one test', () => {
    const check = { title: 'Check', command: '', args: [] };
    expect(counted(check, 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(counted(check, 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('a program that failed although no test did counts as failed', () => {
    expect(counted(reported({ passed: 5, skipped: 1 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 1 });
  });

  test('a program that died without a report counts as failed', () => {
    expect(counted(reported(null), 0).failed).toBe(1);
    expect(counted(reported(null, true), 1).failed).toBe(1);
  });

  test('no test at all is a failure, unless only those of a change were asked for', () => {
    expect(counted(reported({}), 0).failed).toBe(1);
    expect(counted(reported({}, true), 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(counted(reported(null, true), 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

test('stages run at the same time, and each says how it ended', async () => {
  const stage = (title: string, code: string): Stage => ({
    title,
    command: process.execPath,
    args: ['-e', code],
  });
  const file = join(folder, 'written');
  // The first waits for what the second writes.
  const wait = `const { existsSync } = require('node:fs');
    const look = () => { if (!existsSync(${JSON.stringify(file)})) setTimeout(look, 10); };
    look();`;
  const write = `require('node:fs').writeFileSync(${JSON.stringify(file)}, '')`;
  const results = await runTogether([
    stage('waits', wait),
    stage('writes', write),
    stage('fails', 'process.exit(3)'),
  ]);
  expect(results.map(({ title, passed, failed }) => [title, passed, failed])).toEqual([
    ['waits', 1, 0],
    ['writes', 1, 0],
    ['fails', 0, 1],
  ]);
});
