import { expect, test } from 'vitest';
import { wallClock } from '../domain/clock';
import { silenceBoard } from '../rpc/silence-board';
import { createCpuRuntime } from './cpu-runtime';
import type { CrashKind } from './inference-calls';
import { loadModel } from './load-model';
import { modelFiles, serveFiles, testField, testNetwork } from './test-model';

const BASE = 'http://model.test/';
const HARMS: readonly CrashKind[] = ['throw', 'close', 'block'];

/** Harms the worker at a random moment of its work; answers what names it, or null after 3 s. */
async function named(how: CrashKind, afterMs: number): Promise<string | null> {
  const runtime = await createCpuRuntime({ backend: 'wasm', threads: 1 });
  const stop = serveFiles(BASE, await modelFiles(testNetwork(1)));
  const gone = new AbortController();
  try {
    const model = await loadModel(runtime, BASE);
    const field = testField(8, 480);
    const failed = new Promise<string>((resolve) => {
      const work = async () => {
        for (;;) await model.infer({ kind: 'cpu', data: new Float32Array(field), count: 1, size: 480 });
      };
      work().catch((cause: Error) => resolve(cause.message));
    });
    const silent = new Promise<string>((resolve) => {
      const end = silenceBoard.listen((first) => first && resolve(first.name));
      gone.signal.addEventListener('abort', end);
    });
    await runtime.crash(how, afterMs);
    await wallClock.wait(afterMs, gone.signal);
    const late = wallClock.wait(3_000, gone.signal).then(() => null);
    return await Promise.race([failed, silent, late]);
  } finally {
    gone.abort();
    runtime.dispose();
    stop();
  }
}

test('the worker that runs the models is named within 3 s of whatever harms it, at 30 of 30 random moments', async () => {
  const missed: string[] = [];
  for (let i = 0; i < 30; i++) {
    const how = HARMS[i % HARMS.length] ?? 'throw';
    const afterMs = Math.round(500 * Math.random());
    const name = await named(how, afterMs);
    if (name === null || !name.includes('worker that runs the models'))
      missed.push(`${how} ${afterMs} ${name}`);
  }
  expect(missed).toEqual([]);
}, 600_000);

test('an inference that takes longer than the limit of silence is not called silent', async () => {
  const runtime = await createCpuRuntime({ backend: 'wasm', threads: 1 });
  const stop = serveFiles(BASE, await modelFiles(testNetwork(1)));
  const silences: unknown[] = [];
  const end = silenceBoard.listen((first) => silences.push(first));
  try {
    const model = await loadModel(runtime, BASE);
    const size = 512;
    let count = 8;
    for (let took = 0; took < 6_000 && count < 100; count *= 2) {
      const began = performance.now();
      await model.infer({ kind: 'cpu', data: new Float32Array(3 * size * size * count), count, size });
      took = performance.now() - began;
    }
    expect(silences).toEqual([]);
  } finally {
    end();
    runtime.dispose();
    stop();
  }
}, 120_000);
