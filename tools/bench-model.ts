import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { openBenchPage } from './bench/bench-page.ts';
import type * as BenchPage from './bench-model-page.ts';
import { modelFolders } from './publish-models.ts';

/**
 * `npm run bench:model`: how long each model takes for a field of 1024 x 1024 px on tfjs's WebGPU and WASM backends,
 * beside a MobileNetV2-0.5 trunk of the same stride, in one run. On a software WebGPU adapter the field is 256 px.
 * `--side=N` sets the side, `--rounds=N` the rounds (5), `--json=FILE` keeps the figures, RETICLE_TEST_GPU=hardware
 * uses the graphics processor.
 */
const option = (name: string): number | null => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1];
  if (given === undefined) return null;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} must be a whole number above 0, not "${given}".`);
    process.exit(1);
  }
  return value;
};
const side = option('side');
const rounds = option('rounds') ?? 5;
const json = process.argv.find((argument) => argument.startsWith('--json='))?.slice('--json='.length);
const kept: object[] = [];

const folders = modelFolders('models');
if (folders.length === 0) {
  console.error('There is no model to time: models/ holds no folder with a manifest.json.');
  process.exit(1);
}

const { page, close } = await openBenchPage();
try {
  const cell = (text: string, width: number) => text.padStart(width);
  console.log(
    `Medians of ${rounds} rounds, one run. Ratio: model / MobileNetV2-0.5 trunk of the same stride.\n`,
  );
  console.log(
    [
      'model'.padEnd(24),
      'backend'.padEnd(8),
      cell('field px', 12),
      cell('model ms', 10),
      cell('trunk ms', 10),
      cell('ratio', 7),
      cell('GMAC', 7),
      cell('trunk', 7),
    ].join(' '),
  );
  for (const folder of folders)
    for (const backend of ['wasm', 'webgpu'] as const) {
      const t = await page.evaluate(
        async ([path, name, px, n]) => {
          const source = '/tools/bench-model-page.ts';
          const bench = (await import(source)) as typeof BenchPage;
          return bench.compare(path, name, px, n);
        },
        [`/models/${folder}/`, backend, side, rounds] as const,
      );
      kept.push({ model: folder, ...t });
      console.log(
        [
          folder.padEnd(24),
          backend.padEnd(8),
          cell(`${t.sidePx} x ${t.sidePx}`, 12),
          cell(t.modelMs.toFixed(1), 10),
          cell(t.mobileNetMs.toFixed(1), 10),
          cell((t.modelMs / t.mobileNetMs).toFixed(2), 7),
          cell((t.modelMacs / 1e9).toFixed(2), 7),
          cell((t.mobileNetMacs / 1e9).toFixed(2), 7),
          ` ${t.adapter}`,
        ].join(' '),
      );
    }
  const counts = [1, 2, 4].filter((count) => count === 1 || count <= availableParallelism());
  const perTile = await page.evaluate(
    async ([path, list, n]) => {
      const source = '/tools/bench-model-page.ts';
      const bench = (await import(source)) as typeof BenchPage;
      return bench.workers(path, list, n);
    },
    [`/models/${folders[0]}/`, counts, rounds] as const,
  );
  console.log(`\nWASM workers sharing 4 tiles of ${folders[0]}, ms a tile:`);
  for (const [i, count] of counts.entries()) console.log(`  ${count}: ${perTile[i]?.toFixed(1)}`);
  if (json) {
    const workers = counts.map((count, i) => ({ workers: count, msPerTile: perTile[i] }));
    writeFileSync(
      json,
      `${JSON.stringify({ rounds, cores: availableParallelism(), fields: kept, workers }, null, 2)}\n`,
    );
  }
} finally {
  await close();
}
