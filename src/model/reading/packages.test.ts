import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lymphNodePackages } from '../../../tools/export/lymph-node-packages';
import { asModel } from '../../domain/manifest';
import { adapt, isOwnModel } from '../engines/adapt';
import { openOnnx } from '../engines/onnx';
import { parityError } from '../engines/parity';
import { parseManifest } from '../manifest';
import { distance } from '../test-model';
import type { DraftAnswers, ModelDraft } from './draft';
import { finishDraft, packageOf } from './finish';
import type { PackageFiles } from './package-files';
import { readPackage } from './read-package';
import { writePackage } from './write-package';

// In Node onnxruntime-web sets a global Worker, by which other tests would take Node for a browser.
beforeAll(() => void vi.stubGlobal('Worker', undefined));
afterAll(() => void vi.unstubAllGlobals());

const NUCLEI = '../shared/data/third-party/bioimage-unet2d-nuclei';

const LYMPH = 'models/lymph-node-metastasis';
const manifest = parseManifest(readFileSync(`${LYMPH}/manifest.json`, 'utf8'), LYMPH);

const answersFor = (draft: ModelDraft, change: Partial<DraftAnswers> = {}): DraftAnswers => ({
  name: draft.name,
  umPerPx: draft.umPerPx ?? manifest.umPerPx,
  expects: 'h-and-e',
  classes: [{ channel: 0, name: 'Metastasis', threshold: 0.5 }],
  input: draft.input,
  activation: 'none',
  detail: 8,
  ...change,
});

async function opened(draft: ModelDraft, change?: Partial<DraftAnswers>) {
  const own = await finishDraft(draft, answersFor(draft, change));
  const pack = await packageOf(own, draft);
  if (!isOwnModel(pack.manifest)) throw new Error('no network');
  const core = await openOnnx(pack.weights, own.name);
  return { own, pack, core, run: adapt(pack.manifest, core) };
}

/** Fields of the lymph node model's fixtures, and what PyTorch gives for them. */
function fixtures() {
  const index: { height: number; width: number; rows: number; columns: number }[] = JSON.parse(
    readFileSync(`${LYMPH}/parity/index.json`, 'utf8'),
  );
  const inputs = readFileSync(`${LYMPH}/parity/inputs.bin`);
  const outputs = new Float32Array(new Uint8Array(readFileSync(`${LYMPH}/parity/outputs.bin`)).buffer);
  let [px, cell] = [0, 0];
  return index.map(({ height, width, rows, columns }) => {
    const rgb = Float32Array.from(inputs.subarray(px, px + height * width * 3), (value) => value / 255);
    const expected = outputs.subarray(cell, cell + rows * columns);
    px += height * width * 3;
    cell += rows * columns;
    return { rgb, width, height, rows, columns, expected };
  });
}

/** A square of a fixture from its top left corner, and what is expected of it. */
function square({ rgb, width, columns, expected }: ReturnType<typeof fixtures>[number], cells: number) {
  const size = 2 * manifest.margin + cells * manifest.stride;
  const data = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++) data.set(rgb.subarray(y * width * 3, (y * width + size) * 3), y * size * 3);
  const truth = new Float32Array(cells * cells);
  for (let y = 0; y < cells; y++) truth.set(expected.subarray(y * columns, y * columns + cells), y * cells);
  return { data, size, truth };
}

describe('the model for lymph nodes gives what it gives as it came', () => {
  const kinds = ['bioimage', 'wsinfer', 'bare'] as const;
  test.each(kinds)(
    'as a package: %s',
    async (kind) => {
      const draft = await readPackage(lymphNodePackages()[kind]);
      expect(draft.format).toBe(kind === 'bare' ? 'onnx' : kind);
      if (kind !== 'bare') expect(draft.umPerPx).toBeCloseTo(manifest.umPerPx, 6);
      const bare = {
        ...draft,
        margin: manifest.margin,
        output: { ...draft.output, stride: manifest.stride },
      };
      const { run, own } = await opened(kind === 'bare' ? bare : draft);
      if (kind !== 'wsinfer') expect(own).toMatchObject({ tile: 256, margin: 32, stride: 16 });
      for (const field of fixtures().slice(0, 3)) {
        const { data, size, truth } = square(field, kind === 'wsinfer' ? 1 : 2);
        const { values, shape } = await run(data, 1, size);
        expect(shape).toEqual([1, Math.sqrt(truth.length), Math.sqrt(truth.length), 1]);
        expect(distance(values, truth)).toBeLessThan(1e-3);
      }
    },
    60_000,
  );
});

test('a kept model is written as a package, and read again as it was', async () => {
  const draft = await readPackage(lymphNodePackages().bioimage);
  const { own, pack } = await opened(draft);
  const again = await readPackage(await writePackage(own, pack));
  expect(again).toMatchObject({ format: 'reticle', name: own.name, tile: 256, umPerPx: own.umPerPx });
  expect(again.own?.network).toEqual(own.network);
  expect(asModel(own).version).toBe('0.1.0 (not validated here)');
});

test.skipIf(!existsSync(NUCLEI))(
  'a model of the BioImage Model Zoo gives what its author saw',
  async () => {
    const files: PackageFiles = new Map(
      readdirSync(NUCLEI).map((name) => [name, new Uint8Array(readFileSync(`${NUCLEI}/${name}`))]),
    );
    const draft = await readPackage(files);
    expect(draft).toMatchObject({
      name: 'UNet 2D Nuclei Broad',
      licence: 'MIT',
      engine: 'onnx',
      tile: 512,
      margin: 32,
      umPerPx: null,
      classNames: ['probability'],
      input: { axes: 'bcyx', order: 'grey' },
      output: { axes: 'bcyx', channels: 1, steps: [{ kind: 'sigmoid' }] },
    });
    const { pack, core } = await opened(draft, { expects: 'anything' });
    const [tensors] = draft.tests;
    if (!tensors || !isOwnModel(pack.manifest)) throw new Error('no test tensors');
    expect(await parityError(pack.manifest, core, tensors)).toBeLessThan(1e-3);
  },
  120_000,
);
