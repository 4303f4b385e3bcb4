/**
 * `npx tsx tools/focus-bench.ts [--places N] [--kind WORD]`: the focus measure on fields blurred by known
 * amounts, simulated and real: ranks of looks 2 um of defocus apart, region by region; the blur measured
 * against the true one; what the default limits let pass of sharp and of strongly blurred fields.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jpegDecoder } from './focus/jpeg';
import { realKinds, simulatedKinds, zurichFiles } from './focus/places';
import { passing, quantile, rank } from './focus/ranking';

const { values: options } = parseArgs({
  options: { places: { type: 'string', default: '6' }, kind: { type: 'string', default: '' } },
});
const NOISES = [0, 0.01, 0.03];
/** Beyond this the models have long lost their figures. */
const MOST_BLUR_UM = 3;
const STRONG_UM = [4, 5, 7, 10];

const count = Number(options.places);
const jpegs = zurichFiles().slice(0, count);
const jpeg = existsSync(jpegs[0] ?? '') ? await jpegDecoder(jpegs) : null;
const kinds = [...simulatedKinds([10, 20, 40], count), ...realKinds(count, jpeg)];
const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;

for (const { name, places } of kinds.filter((kind) => kind.name.includes(options.kind))) {
  const list = [...places];
  console.log(name);
  for (const noise of NOISES) {
    const { pairs, right, beyond, measured } = rank(list, noise, MOST_BLUR_UM);
    console.log(
      `  noise ${100 * noise} %: ${percent(right, pairs)} of ${pairs} pairs right`,
      `(${beyond} more both beyond measure)`,
    );
    const table = [...measured].map(
      ([blur, found]) =>
        `${blur.toFixed(2)}: ${[0.05, 0.5, 0.95].map((share) => quantile(found, share).toFixed(2)).join('..')}`,
    );
    console.log(`    true blur, um: measured p5..p50..p95   ${table.join('   ')}`);
    const sharp = passing(list, noise, [0]);
    const strong = passing(list, noise, STRONG_UM);
    console.log(
      `    assessed: ${percent(sharp.assessed, sharp.tissue)} of the regions in focus;`,
      `any region of ${strong.withAssessed} of ${strong.fields} fields blurred by ${STRONG_UM.join(', ')} um`,
    );
  }
}
