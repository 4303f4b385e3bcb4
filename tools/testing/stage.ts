import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One program that the test run starts. */
export interface Stage {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where the program writes its JSON report, and how its counts are read; without one the stage is one test. */
  readonly report?: { readonly path: string; readonly read: (json: Record<string, unknown>) => Counts };
  /** True where no test at all is a good result: only those that a change concerns were asked for. */
  readonly mayBeEmpty?: boolean;
}

export interface StageResult extends Counts {
  readonly title: string;
  readonly seconds: number;
}

/**
 * Runs stages at the same time. The first one's output appears as it comes; that of the others is held back
 * until they end, so that lines do not mix.
 */
export function runTogether(stages: readonly Stage[]): Promise<StageResult[]> {
  return Promise.all(stages.map((stage, place) => runStage(stage, place > 0)));
}

async function runStage(stage: Stage, held: boolean): Promise<StageResult> {
  const began = Date.now();
  if (!held) console.log(`\n== ${stage.title}`);
  const { status, output } = await run(stage, held);
  const seconds = (Date.now() - began) / 1000;
  if (held) console.log(`\n== ${stage.title}\n${output.trimEnd()}`);
  console.log(`-- ${stage.title}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds.toFixed(0)} s`);
  return { title: stage.title, seconds, ...counted(stage, status) };
}

function run(stage: Stage, held: boolean): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(stage.command, stage.args, {
      stdio: ['inherit', held ? 'pipe' : 'inherit', held ? 'pipe' : 'inherit'],
      env: { ...process.env, ...stage.env },
    });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => output.push(chunk));
    const end = (status: number, word = '') =>
      resolve({ status, output: Buffer.concat(output).toString() + word });
    child.once('error', (error) => end(1, `${stage.command}: ${error.message}`));
    child.once('close', (status) => end(status ?? 1));
  });
}

/** A program that died without a report, or that failed without a failed test, counts as one failure. */
export function counted(stage: Stage, status: number): Counts {
  if (!stage.report) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  let counts: Counts | null = null;
  try {
    counts = stage.report.read(JSON.parse(readFileSync(stage.report.path, 'utf8')));
  } catch {
    // No report: the program found nothing to run, or died.
  }
  counts ??= { passed: 0, failed: status === 0 && stage.mayBeEmpty ? 0 : 1, skipped: 0 };
  const ran = counts.passed + counts.failed + (stage.mayBeEmpty ? 1 : 0);
  return (status !== 0 && counts.failed === 0) || ran === 0 ? { ...counts, failed: 1 } : counts;
}
