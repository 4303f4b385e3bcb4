import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.ts';

/**
 * `npm test`: type check, lint, dependency rule, unit tests, GPU tests in a real browser, end-to-end tests.
 * Finds or installs the browser, runs every stage even after a failure, and ends with the counts.
 * `--only=static|unit|gpu|e2e` runs one stage.
 */
interface Count {
  readonly stage: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const extra = process.argv.slice(2).filter((argument) => !argument.startsWith('--only='));
const scratch = mkdtempSync(join(tmpdir(), 'reticle-test-'));
const counts: Count[] = [];

function run(title: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
  console.log(`\n== ${title}`);
  const began = Date.now();
  const result = spawnSync(process.execPath, [join('node_modules', command), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(
    `-- ${title}: ${result.status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(0)} s`,
  );
  return result;
}

/** A check is one test: it passes or fails. */
function check(title: string, command: string, args: readonly string[]): void {
  const failed = run(title, command, args).status === 0 ? 0 : 1;
  counts.push({ stage: title, passed: 1 - failed, failed, skipped: 0 });
}

/** Reads a runner's JSON report; a runner that died without one counts as a failure. */
function tests(
  stage: string,
  result: SpawnSyncReturns<Buffer>,
  report: string,
  read: (json: Record<string, unknown>) => Omit<Count, 'stage'>,
): void {
  let count: Omit<Count, 'stage'>;
  try {
    count = read(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    count = { passed: 0, failed: 1, skipped: 0 };
  }
  // A crash outside of any test (an unhandled error, a missing file) must not pass.
  if (result.status !== 0 && count.failed === 0) count = { ...count, failed: 1 };
  if (result.status === 0 && count.passed === 0) count = { ...count, failed: 1 };
  counts.push({ stage, ...count });
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

function vitest(stage: string, project: string): void {
  const report = join(scratch, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  tests(stage, run(stage, 'vitest/vitest.mjs', [...args, ...extra]), report, (json) => ({
    passed: number(json.numPassedTests),
    failed: number(json.numFailedTests),
    skipped: number(json.numPendingTests) + number(json.numTodoTests),
  }));
}

function playwright(): void {
  const report = join(scratch, 'e2e.json');
  const result = run('End-to-end tests', '@playwright/test/cli.js', ['test', ...extra], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  tests('End-to-end tests', result, report, (json) => {
    const stats = (json.stats ?? {}) as Record<string, unknown>;
    return {
      passed: number(stats.expected) + number(stats.flaky),
      failed: number(stats.unexpected),
      skipped: number(stats.skipped),
    };
  });
}

const wants = (stage: string) => only === undefined || only === stage;
if (wants('gpu') || wants('e2e')) {
  try {
    const browser = findOrInstallBrowser();
    console.log(`Browser: ${browser.path} (${browser.origin})`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
if (wants('static')) {
  check('Type check', 'typescript/bin/tsc', ['--noEmit']);
  check('Lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
  check('Dependency rule', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    'src',
    '--config',
    '.dependency-cruiser.cjs',
  ]);
}
if (wants('unit')) vitest('Unit tests', 'unit');
if (wants('gpu')) vitest('GPU tests', 'gpu');
if (wants('e2e')) playwright();
rmSync(scratch, { recursive: true, force: true });

console.log('\n== Counts');
for (const { stage, passed, failed, skipped } of counts)
  console.log(
    `${stage.padEnd(18)} ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
const sum = (key: 'passed' | 'failed' | 'skipped') => counts.reduce((total, count) => total + count[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exit(sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);
