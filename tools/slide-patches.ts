import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSlide, type Slide, type SlideKind } from '../src/source/slide/slide.ts';

/**
 * `npm run slide:patches -- --kind lymph-node --out DIR`: labelled patches of simulated slides for training.
 * Writes patches.bin (uint8 N x size x size x 3, RGB), labels.bin (uint8 N: 1 when the centre third holds
 * tumour) and index.json. Half of the patches are tumour; patches with little tissue, and those whose centre
 * third is barely tumour (under a fifth), are left out.
 */
const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'lymph-node' },
    out: { type: 'string' },
    count: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '1,2,3' },
    size: { type: 'string', default: '96' },
    'um-per-px': { type: 'string', default: '0.972' },
  },
});
const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};
const kind = (
  values.kind === 'lymph-node' || values.kind === 'prostate'
    ? values.kind
    : fail(`--kind must be lymph-node or prostate, not ${values.kind}.`)
) as SlideKind;
const out = values.out ?? fail('--out must name a folder.');
const number = (name: 'count' | 'size' | 'um-per-px') => {
  const value = Number(values[name]);
  return value > 0 && Number.isFinite(value) ? value : fail(`--${name} must be a positive number.`);
};
const count = Math.round(number('count'));
const size = Math.round(number('size'));
const umPerPx = number('um-per-px');
const seeds = values.seeds.split(',').map(Number);
if (!seeds.every(Number.isSafeInteger)) fail('--seeds must be whole numbers with commas between them.');

/** Deterministic uniform 0..1 (Lehmer). */
let state = 20_231;
const random = () => {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
};

const patches = new Uint8Array(count * size * size * 3);
const labels = new Uint8Array(count);
const rgba = new Uint8ClampedArray(size * size * 4);
const mask = new Uint8Array(size * size);
const slides: Slide[] = seeds.map((seed) => createSlide(kind, seed));
const wanted = [Math.ceil(count / 2), Math.floor(count / 2)];
let made = 0;
for (let tries = 0; made < count; tries++) {
  if (tries > count * 400) fail(`Only ${made} of ${count} patches were found.`);
  const slide = slides[tries % slides.length] ?? fail('No slide.');
  const origin = {
    x: random() * (slide.widthUm - size * umPerPx),
    y: random() * (slide.heightUm - size * umPerPx),
  };
  slide.tumourMask(origin, umPerPx, size, size, mask);
  const share = centreShare(mask);
  if (share > 0 && share < 0.2) continue;
  const label = share > 0 ? 1 : 0;
  if ((wanted[label] ?? 0) <= 0) continue;
  slide.render(origin, umPerPx, size, size, rgba);
  if (tissueShare(rgba) < 0.4) continue;
  for (let i = 0; i < size * size; i++)
    patches.set(rgba.subarray(i * 4, i * 4 + 3), (made * size * size + i) * 3);
  labels[made] = label;
  wanted[label] = (wanted[label] ?? 0) - 1;
  made++;
  if (made % 500 === 0) console.log(`${made} of ${count}`);
}

mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'patches.bin'), patches);
writeFileSync(join(out, 'labels.bin'), labels);
writeFileSync(join(out, 'index.json'), `${JSON.stringify({ kind, seeds, count, size, umPerPx }, null, 2)}\n`);
console.log(`${count} patches in ${out}`);

function centreShare(values: Uint8Array): number {
  const third = Math.floor(size / 3);
  let tumour = 0;
  for (let y = third; y < size - third; y++)
    for (let x = third; x < size - third; x++) if (values[y * size + x] === 255) tumour++;
  return tumour / (size - 2 * third) ** 2;
}

function tissueShare(values: Uint8ClampedArray): number {
  let tissue = 0;
  for (let i = 0; i < values.length; i += 4) if ((values[i + 1] ?? 255) < 215) tissue++;
  return tissue / (values.length / 4);
}
