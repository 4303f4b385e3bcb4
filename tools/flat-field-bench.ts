import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { PLAIN_MOUNTING } from '../src/domain/frame';
import type { SizePx } from '../src/domain/geometry';
import { FlatFieldCorrector } from '../src/optics/flat-field/apply';
import { FrameAverage } from '../src/optics/flat-field/frame-average';
import { measureFlatField } from '../src/optics/flat-field/measure-flat-field';
import { mountingMap } from '../src/optics/mounting';
import { initialState } from '../src/source/simulated/microscope-state';
import { Sensor } from '../src/source/simulated/sensor';
import { loadNodeModel, type NodeModel } from './bench/node-model';
import { chromiumFlags, findBrowser } from './browser';

/**
 * `npx tsx tools/flat-field-bench.ts [patches a class] [K] [vignetting]`: what bad light costs the lymph node
 * model, and what the flat field gives back. Real validation patches in fields of 13 x 7, seen by the
 * simulated camera; AUC on ideal, faulty and corrected frames. Fails where corrected is more than 0.02 off.
 */
const DATA = join('..', 'shared', 'data', 'lymph');
const PATCH = 96;
const [COLUMNS, ROWS] = [13, 7];
const SIZE: SizePx = { width: COLUMNS * PATCH, height: ROWS * PATCH };
const MAX_LOSS = 0.02;
const NOISE = 0.006;
const [perClass = 455, lampKelvin = 3200, vignetting = 0.3] = process.argv.slice(2).map(Number);

type Pixels = Uint8ClampedArray;

async function main(): Promise<void> {
  if (!existsSync(DATA)) throw new Error(`${DATA} is missing: real patches are not part of the repository.`);
  const model = await loadNodeModel('models/lymph-node-metastasis');
  const patches = await readPatches();
  const camera = new Camera();
  const scores = { ideal: [], faulty: [], corrected: [] } as Record<string, number[]>;
  for (let from = 0; from < patches.length; from += COLUMNS * ROWS) {
    const some = patches.slice(from, from + COLUMNS * ROWS);
    const ideal = mosaic(some.map(({ rgba }) => rgba));
    const faulty = camera.see(ideal);
    const fields = { ideal, faulty, corrected: camera.correct(faulty) };
    for (const [name, field] of Object.entries(fields)) scores[name]?.push(...run(model, field, some.length));
    process.stdout.write('.');
  }
  const labels = patches.map(({ tumour }) => tumour);
  const aucs = Object.fromEntries(
    Object.entries(scores).map(([name, values]) => [name, auc(values, labels)]),
  );
  const off = scores.corrected?.map((value, i) => Math.abs(value - (scores.ideal?.[i] ?? 0))) ?? [];
  console.log(`\n${patches.length} patches, ${lampKelvin} K, vignetting ${vignetting}, noise ${NOISE}`);
  console.log(`blank field: ${JSON.stringify(camera.flat.before)} -> ${JSON.stringify(camera.flat.after)}`);
  for (const [name, value] of Object.entries(aucs)) console.log(`AUC ${name.padEnd(10)} ${value.toFixed(4)}`);
  console.log(
    `mean |corrected - ideal| probability ${(off.reduce((a, b) => a + b, 0) / off.length).toFixed(4)}`,
  );
  const loss = (aucs.ideal ?? 0) - (aucs.corrected ?? 0);
  if (!(Math.abs(loss) <= MAX_LOSS)) {
    console.error(`The AUC on corrected frames is ${loss.toFixed(4)} off that on ideal ones.`);
    process.exitCode = 1;
  }
}

/** The simulated camera in bad light, with its flat field. */
class Camera {
  readonly #sensor = new Sensor(SIZE, { dust: 0, seed: 3 });
  readonly #corrector = new FlatFieldCorrector();
  readonly #map = mountingMap(SIZE, PLAIN_MOUNTING);
  #frames = 0;
  readonly flat = this.#takeBlank();

  see(field: Pixels): Pixels {
    const words = new Uint32Array(field.slice().buffer);
    const out = new Uint32Array(words.length);
    const stage = { startUm: { x: 0, y: 0 }, widthUm: 1, heightUm: 1, tour: [], render: () => undefined };
    const state = { ...initialState(stage, 10, false, vignetting), lampKelvin, noise: NOISE };
    this.#sensor.expose({ ...SIZE, pixels: words }, state, this.#frames++, out);
    return new Uint8ClampedArray(out.buffer);
  }

  correct(field: Pixels): Pixels {
    const rgba = field.slice();
    this.#corrector.apply(rgba, this.#map, SIZE, this.flat.grid);
    return rgba;
  }

  #takeBlank() {
    const glass = new Uint8ClampedArray(4 * SIZE.width * SIZE.height).fill(243);
    const average = (frames: number) => {
      const sum = new FrameAverage(SIZE);
      for (let i = 0; i < frames; i++) sum.add({ ...SIZE, rgba: this.see(glass) });
      return sum;
    };
    return measureFlatField(average(12), average(4), SIZE, PLAIN_MOUNTING);
  }
}

/** Highest probability of the cells that a patch's unpadded network answers for. */
function run(model: NodeModel, field: Pixels, count: number): number[] {
  const input = new Float32Array(count * PATCH * PATCH * 3);
  for (let k = 0; k < count; k++)
    for (let y = 0; y < PATCH; y++)
      for (let x = 0; x < PATCH; x++) {
        const [column, row] = [k % COLUMNS, Math.floor(k / COLUMNS)];
        const from = 4 * ((row * PATCH + y) * SIZE.width + column * PATCH + x);
        for (let channel = 0; channel < 3; channel++)
          input[3 * ((k * PATCH + y) * PATCH + x) + channel] = (field[from + channel] ?? 0) / 255;
      }
  const output = model.run(input, count, PATCH);
  const cells = output.length / count;
  return Array.from({ length: count }, (_, k) => Math.max(...output.subarray(k * cells, (k + 1) * cells)));
}

function mosaic(patches: readonly Pixels[]): Pixels {
  const field = new Uint8ClampedArray(4 * SIZE.width * SIZE.height).fill(243);
  patches.forEach((patch, k) => {
    const [column, row] = [k % COLUMNS, Math.floor(k / COLUMNS)];
    for (let y = 0; y < PATCH; y++)
      field.set(
        patch.subarray(4 * y * PATCH, 4 * (y + 1) * PATCH),
        4 * ((row * PATCH + y) * SIZE.width + column * PATCH),
      );
  });
  return field;
}

/** Area under the ROC curve by ranks (Mann-Whitney), ties count half. */
function auc(values: readonly number[], labels: readonly boolean[]): number {
  const positive = values.filter((_, i) => labels[i]);
  const negative = values.filter((_, i) => !labels[i]);
  let wins = 0;
  for (const p of positive) for (const n of negative) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}

/** Validation patches, tumour and normal in turn, decoded by the browser. */
async function readPatches(): Promise<{ readonly tumour: boolean; readonly rgba: Pixels }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-patches-'));
  const browser = await chromium.launch({ executablePath: findBrowser()?.path ?? '', args: chromiumFlags() });
  try {
    const [tumour = [], normal = []] = (['tumour', 'normal'] as const).map((label) => {
      execFileSync('tar', ['-xf', join(DATA, `validation-${label}.tar`), '-C', folder]);
      const root = join(folder, 'validation', label === 'tumour' ? '1' : '0');
      const names = readdirSync(root).sort();
      const step = Math.max(1, Math.floor(names.length / perClass));
      return names
        .filter((_, i) => i % step === 0)
        .slice(0, perClass)
        .map((name) => readFileSync(join(root, name)).toString('base64'));
    });
    const files = tumour.flatMap((file, i) => [file, normal[i] ?? file]);
    const page = await browser.newPage();
    const decoded: string[] = [];
    for (let from = 0; from < files.length; from += 100)
      decoded.push(...(await page.evaluate(decode, files.slice(from, from + 100))));
    return decoded.map((text, i) => ({
      tumour: i % 2 === 0,
      rgba: new Uint8ClampedArray(Buffer.from(text, 'base64')),
    }));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** In the page: JPEG to RGBA, both in base64. No named function inside: the page lacks the compiler's helpers. */
async function decode(files: readonly string[]): Promise<string[]> {
  const decoded: string[] = [];
  for (const file of files) {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let text = '';
    for (const value of data) text += String.fromCharCode(value);
    decoded.push(btoa(text));
  }
  return decoded;
}

await main();
