import { join } from 'node:path';
import type { Kind, Options } from './options.ts';
import { findPython } from './python.ts';
import type { Counts, Stage } from './stage.ts';

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Tests that take long are told by name: `*.long.test.ts`, `*.long.browser.test.ts`, `@long` in a title. */
type Length = 'short' | 'long';

/** Groups of stages: those of one group run at the same time, the groups one after another. */
export function plan(options: Options, scratch: string, port: number): Stage[][] {
  const wants = (kind: Kind) => options.kinds.includes(kind);
  const groups: Stage[][] = [];
  const lengths: Length[] = [
    ...(options.short ? (['short'] as const) : []),
    ...(options.long ? (['long'] as const) : []),
  ];
  for (const length of lengths) {
    const first = wants('unit') ? [vitest('unit', length, options, scratch)] : [];
    if (wants('static') && length === 'short') first.push(...staticChecks());
    groups.push(first);
    if (wants('python') && length === 'short' && !options.changed) groups.push(python(scratch));
    if (wants('gpu')) groups.push([vitest('gpu', length, options, scratch)]);
    if (wants('e2e')) groups.push([playwright(length, options, scratch, port)]);
  }
  return groups.filter((group) => group.length > 0);
}

const node = (program: string, args: readonly string[]) => ({
  command: process.execPath,
  args: [join('node_modules', program), ...args],
});

function staticChecks(): Stage[] {
  return [
    { title: 'Type check', ...node('typescript/bin/tsc', ['--noEmit']) },
    { title: 'Lint', ...node('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
    {
      title: 'Dependency rule',
      ...node('dependency-cruiser/bin/dependency-cruise.mjs', ['src', '--config', '.dependency-cruiser.cjs']),
    },
  ];
}

function vitest(kind: 'unit' | 'gpu', length: Length, options: Options, scratch: string): Stage {
  const project = length === 'long' ? `${kind}-long` : kind;
  const path = join(scratch, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${path}`,
  ];
  if (options.changed) args.push('--changed', 'HEAD', '--passWithNoTests');
  return {
    title: title(kind === 'unit' ? 'Unit tests' : 'GPU tests', length),
    ...node('vitest/vitest.mjs', [...args, ...options.extra]),
    mayBeEmpty: options.changed,
    report: {
      path,
      read: (json): Counts => ({
        passed: number(json.numPassedTests),
        failed: number(json.numFailedTests),
        skipped: number(json.numPendingTests) + number(json.numTodoTests),
      }),
    },
  };
}

function playwright(length: Length, options: Options, scratch: string, port: number): Stage {
  const path = join(scratch, `e2e-${length}.json`);
  const args = ['test', length === 'long' ? '--grep' : '--grep-invert', '@long'];
  if (options.changed) args.push('--only-changed=HEAD', '--pass-with-no-tests');
  return {
    title: title('End-to-end tests', length),
    ...node('@playwright/test/cli.js', [...args, ...options.extra]),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path, RETICLE_TEST_PORT: String(port) },
    mayBeEmpty: options.changed,
    report: {
      path,
      read: (json): Counts => {
        const stats = (json.stats ?? {}) as Record<string, unknown>;
        return {
          passed: number(stats.expected) + number(stats.flaky),
          failed: number(stats.unexpected),
          skipped: number(stats.skipped),
        };
      },
    },
  };
}

/** The tests of the training code, where there is a Python that can run them. */
function python(scratch: string): Stage[] {
  const program = findPython();
  if (!program) {
    console.log(
      'Tests of the training code are skipped: they need a Python with torch and numpy (RETICLE_PYTHON names one).',
    );
    return [];
  }
  const path = join(scratch, 'python.json');
  return [
    {
      title: 'Training tests',
      command: program,
      args: [join('tools', 'testing', 'run_unittest.py'), path],
      report: {
        path,
        read: (json): Counts => ({
          passed: number(json.passed),
          failed: number(json.failed),
          skipped: number(json.skipped),
        }),
      },
    },
  ];
}

const title = (name: string, length: Length) => (length === 'long' ? `${name}, long` : name);
