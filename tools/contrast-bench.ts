/**
 * `npm run bench:contrast`: how well everything that the overlay draws stands out, over 20 real fields of H&E, as seen
 * with all cones and by colour-blind users. Writes docs/contrast.json and prints the table of docs/contrast.md.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldBytes } from '../src/optics/resample-reference.ts';
import { openBenchPage } from './bench/bench-page.ts';
import type * as Program from './bench/contrast-page.ts';
import { cut, known, png } from './gates/real-fields.ts';

const DATA = '../shared/data';
const FIELDS = 20;
const SIZE = { width: 384, height: 320 };

const missing: string[] = [];
function list(folder: string, wanted: RegExp): string[] {
  const path = join(DATA, folder);
  if (existsSync(path))
    return readdirSync(path)
      .filter((name) => wanted.test(name))
      .sort()
      .map((name) => join(path, name));
  missing.push(path);
  return [];
}
/** As large as the field: smaller regions are mirrored at their edges. */
function fill({ width, height, rgba }: FieldBytes): Uint8ClampedArray<ArrayBuffer> {
  const mirrored = (at: number, length: number) => {
    const within = at % (2 * length);
    return within < length ? within : 2 * length - 1 - within;
  };
  const out = new Uint8ClampedArray(4 * SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++) {
      const from = 4 * (mirrored(y, height) * width + mirrored(x, width));
      out.set(rgba.subarray(from, from + 4), 4 * (y * SIZE.width + x));
    }
  return out;
}
const lymph: FieldBytes[] = [];
for (const path of list('lymph/regions', /_g\d+\.png$/)) {
  const field = lymph.length < FIELDS / 2 ? known(path) : null;
  if (field && field.width >= 256) lymph.push(field);
}
const prostate = list('prostate/rings', /^(?!.*mask).*\.png$/).map((path) => cut(png(path), 64, 64));
const half = Math.min(lymph.length, FIELDS / 2);
const fields = [...lymph.slice(0, half), ...prostate.slice(0, FIELDS - half)].map(fill);
console.error(`${half} fields of lymph node, ${fields.length - half} of prostate.`);
for (const path of missing) console.error(`SKIPPED: ${path} is not on this machine.`);
if (fields.length < FIELDS) {
  console.error(
    `SKIPPED: only ${fields.length} of ${FIELDS} real fields were found, so nothing was measured.`,
  );
  process.exit(missing.length > 0 ? 0 : 1);
}

const { page, close } = await openBenchPage();
try {
  const contrasts = new Map<string, number[]>();
  for (const rgba of fields) {
    const bytes = Buffer.from(rgba).toString('base64');
    const measured = await page.evaluate(async (field) => {
      const source = '/tools/bench/contrast-page.ts';
      return ((await import(source)) as typeof Program).contrastsOver(field);
    }, bytes);
    for (const { name, values } of measured) contrasts.set(name, [...(contrasts.get(name) ?? []), ...values]);
  }
  const rounded = (value: number | undefined) => Number((value ?? Number.NaN).toFixed(2));
  const rows = [...contrasts].map(([name, values]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return {
      name,
      least: rounded(sorted[0]),
      tenth: rounded(sorted[Math.floor(sorted.length / 10)]),
      median: rounded(sorted[sorted.length >> 1]),
      shareOf3: Number((sorted.filter((value) => value >= 3).length / sorted.length).toFixed(4)),
    };
  });
  writeFileSync('docs/contrast.json', `${JSON.stringify({ fields: fields.length, rows }, null, 2)}\n`);
  console.log(
    '| What is seen | Least | Tenth percentile | Median | At least 3 : 1 |\n| --- | --- | --- | --- | --- |',
  );
  for (const { name, least, tenth, median, shareOf3 } of rows)
    console.log(`| ${name} | ${least} | ${tenth} | ${median} | ${(100 * shareOf3).toFixed(1)} % |`);
} finally {
  await close();
}
