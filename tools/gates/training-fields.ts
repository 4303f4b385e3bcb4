import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJpegs } from '../focus/jpeg';
import type { Organ } from './manifests';
import { cut, fromTar, halved, known, png, type RealField } from './real-fields';

const DATA = '../shared/data';
/** Patches of each tar; the benches take others. */
const PATCHES = 150;

const filesIn = (folder: string) => {
  const path = join(DATA, folder);
  if (!existsSync(path)) throw new Error(`${path} is missing: it holds what the models were trained on`);
  return readdirSync(path).map((name) => join(path, name));
};

/** Fields that the model of an organ was trained on, without those that bench:gates shows its figures on. */
export async function trainingFields(organ: Organ): Promise<readonly RealField[]> {
  return organ === 'prostate' ? prostateFields() : lymphFields();
}

async function lymphFields(): Promise<RealField[]> {
  const regions = filesIn('lymph/regions')
    .filter((path) => /\/train_g\d+\.png$/.test(path))
    .flatMap((path) => {
      const field = known(path);
      return field ? [{ laboratory: 'lymph node regions', name: path, umPerPx: 0.972, field }] : [];
    });
  const patches = filesIn('lymph')
    .filter((path) => /\/train-\w+\.tar$/.test(path))
    .flatMap((path) => fromTar(path, PATCHES));
  const picture = await decodeJpegs(new Map(patches.map(({ name, bytes }) => [name, () => bytes])));
  const decoded = patches.flatMap(({ name }) => {
    const field = picture(name);
    return field ? [{ laboratory: 'PatchCamelyon patches', name, umPerPx: 0.972, field }] : [];
  });
  return [...regions, ...decoded];
}

async function prostateFields(): Promise<RealField[]> {
  const rings = filesIn('prostate/rings')
    .filter((path) => path.includes('_P3_') && !path.includes('mask'))
    .map((name) => ({ laboratory: 'RINGS', name, umPerPx: 1.35, field: cut(png(name), 64, 64) }));
  const zurich = filesIn('prostate/zurich').filter((path) => Number(/im(\d+)/.exec(path)?.[1]) <= 100);
  const picture = await decodeJpegs(new Map(zurich.map((path) => [path, () => readFileSync(path)])));
  const decoded = zurich.flatMap((name) => {
    const field = picture(name);
    if (!field) return [];
    const half = halved(field);
    return [
      { laboratory: 'Zurich, 20x', name, umPerPx: 0.46, field: cut(half, 0, 0) },
      { laboratory: 'Zurich, 10x', name, umPerPx: 0.92, field: halved(half) },
    ];
  });
  return [...rings, ...decoded];
}
