/**
 * `npm run bench`: what Reticle must reach, measured. In a closed loop with the simulated microscope, and with
 * real H&E where ../shared/data is there, in simulated time: the same figures on every machine. Then in a
 * browser beside the usual way of running a network on a camera: milliseconds of this machine.
 *
 * `--only=registration,panning,tiling,agreement,examination,walk,browser,page` runs some parts, `--adapter=hardware` lets the browser
 * use the graphics processor, `--slide=prostate` keeps to slides of that name, `--quick` all at a small scale,
 * `--beside=DIR` measures the page of another checkout in turn with this one's (`page` builds what is not built),
 * `--json=PATH` writes the figures; `--write` puts them into docs/bench.json and the tables of docs/bench.md, which
 * hold those of a machine without a graphics processor.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { agreement } from './bench/agreement';
import { type PartReport, withTables } from './bench/document';
import { examination } from './bench/examination';
import { type Part, partReport, printPart, reached } from './bench/figures';
import { pageAtRest } from './bench/page';
import { panning } from './bench/panning';
import { registration } from './bench/registration';
import { besideTheUsualWay } from './bench/side-by-side';
import { tiling } from './bench/tiling';
import { walk } from './bench/walk';

const option = (name: string): string | null =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;

/** Duration of the inference of one tile in the closed loop, ms: one thread of WebAssembly. */
const TILE_MS = 50;
const options = { quick: process.argv.includes('--quick'), tileMs: TILE_MS, slide: option('slide') };
const hardware = option('adapter') === 'hardware' || process.env.RETICLE_TEST_GPU === 'hardware';
if (hardware) process.env.RETICLE_TEST_GPU = 'hardware';
const parts: Record<string, () => Part | Promise<Part>> = {
  registration: () => registration(options),
  panning: () => panning(options),
  tiling,
  agreement: () => agreement(options),
  examination: () => examination(options),
  walk: () => walk(options),
  browser: () => besideTheUsualWay({ quick: options.quick, hardware }),
  page: () => pageAtRest({ quick: options.quick, beside: option('beside') }),
};

const wanted = option('only')?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join('", "')}"; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
const reports: Record<string, PartReport> = {};
let missed = 0;
for (const name of wanted) {
  const part = await parts[name]?.();
  if (!part) continue;
  printPart(part);
  missed += part.figures.filter((figure) => reached(figure) === false).length;
  reports[name] = partReport(part);
}
console.log(`\n${missed === 0 ? 'Every target was reached.' : `${missed} targets were not reached.`}`);
const figures = (measured: Record<string, PartReport>) =>
  `${JSON.stringify({ quick: options.quick, tileMs: TILE_MS, parts: measured }, null, 2)}\n`;
const path = option('json');
if (path) writeFileSync(path, figures(reports));
if (process.argv.includes('--write')) {
  if (options.quick) throw new Error('Figures of a quick run are not written into docs.');
  const known = JSON.parse(readFileSync('docs/bench.json', 'utf8')) as { parts: Record<string, PartReport> };
  writeFileSync('docs/bench.json', figures({ ...known.parts, ...reports }));
  writeFileSync('docs/bench.md', withTables(readFileSync('docs/bench.md', 'utf8'), Object.values(reports)));
}
