import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallBrowser } from './browser.ts';
import { freePort } from './testing/free-port.ts';
import { type Options, readOptions } from './testing/options.ts';
import { plan } from './testing/plan.ts';
import { runTogether, type StageResult } from './testing/stage.ts';

/**
 * `npm test`: type check, lint and dependency rule beside the unit tests, then the tests of the training code where
 * Python has what they need, GPU tests in a real browser, and end-to-end tests. Finds or installs the browser, runs
 * every stage even after a failure, and ends with times and counts.
 *
 * `--only=static|unit|python|gpu|e2e` runs one stage; `--long` the long tests instead of the short ones,
 * `--with-long` both; `--changed` only what the changes since the last commit concern. What else is given is
 * handed on to the test programs.
 */
async function main(options: Options): Promise<StageResult[]> {
  if (options.kinds.includes('gpu') || options.kinds.includes('e2e')) {
    const browser = findOrInstallBrowser();
    console.log(`Browser: ${browser.path} (${browser.origin})`);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'reticle-test-'));
  try {
    const results: StageResult[] = [];
    for (const group of plan(options, scratch, await freePort())) results.push(...(await runTogether(group)));
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function report(results: readonly StageResult[], seconds: number): boolean {
  console.log('\n== Counts');
  for (const { title, passed, failed, skipped, seconds: own } of results)
    console.log(
      `${title.padEnd(22)} ${own.toFixed(0).padStart(5)} s  ${passed} passed, ${failed} failed, ${skipped} skipped`,
    );
  const whole = Math.round(seconds);
  const minutes = `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const sum = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, each) => total + each[key], 0);
  console.log(
    `\nIn ${minutes}.\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  );
  return sum('failed') === 0 && sum('passed') > 0;
}

const began = performance.now();
try {
  const results = await main(readOptions(process.argv.slice(2)));
  process.exitCode = report(results, (performance.now() - began) / 1000) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
