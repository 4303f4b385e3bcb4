import { afterAll, expect, test } from 'vitest';
import type { TileInput } from '../domain/tile';
import { PackageChecker } from './check-package';
import { createCpuRuntime } from './cpu-runtime';
import { writeOnnx } from './onnx/write-onnx';
import type { DraftAnswers, ModelDraft } from './reading/draft';
import { finishDraft, packageOf } from './reading/finish';
import { readPackage } from './reading/read-package';
import { distance, modelFiles, random, reference, testNetwork } from './test-model';

/** Models of the user's own in the real workers, on WebAssembly. */

const network = testNetwork(5, 2);
const { tile, margin, stride } = network.manifest;
const runtime = createCpuRuntime({ backend: 'wasm', threads: 1 });
afterAll(async () => (await runtime).dispose());

const answersFor = (draft: ModelDraft): DraftAnswers => ({
  ...{ name: 'Own', umPerPx: 1, expects: 'h-and-e', input: draft.input, activation: 'none', detail: stride },
  classes: [0, 1].map((channel) => ({ channel, name: `Class ${channel}`, threshold: 0.5 })),
});

/** The same network by either engine. */
async function draftOf(engine: 'onnx' | 'tfjs'): Promise<ModelDraft> {
  const files =
    engine === 'onnx'
      ? new Map([['own.onnx', writeOnnx(network.layers, { side: tile, gives: 'probabilities' })]])
      : new Map([...(await modelFiles(network))].filter(([name]) => name !== 'manifest.json'));
  const draft = await new PackageChecker().complete(await readPackage(files));
  return { ...draft, tile, margin, output: { ...draft.output, stride } };
}

const field = (seed: number) => new Float32Array(tile * tile * 3).map(random(seed));

function twoTiles(): TileInput & { readonly kind: 'cpu' } {
  const data = new Float32Array(2 * tile * tile * 3);
  data.set(field(1));
  data.set(field(2), tile * tile * 3);
  return { kind: 'cpu', data, count: 2, size: tile };
}

test.each(['onnx', 'tfjs'] as const)(
  'on %s it gives what the convolutions by definition give',
  async (engine) => {
    const draft = await draftOf(engine);
    expect(draft.output.channels).toBe(2);
    const pack = await packageOf(await finishDraft(draft, answersFor(draft)), draft);
    const model = await (await runtime).build(pack, 1, () => {});
    const output = await model.infer(twoTiles());
    if (output.kind !== 'cpu') throw new Error('not in plain memory');
    const expected = [...reference(network, field(1), tile), ...reference(network, field(2), tile)];
    expect(distance(output.data, expected)).toBeLessThan(1e-4);
    model.dispose();
  },
);

test('fifty that come and go leave no tensor behind, and the next one runs', async () => {
  const draft = await draftOf('onnx');
  const pack = await packageOf(await finishDraft(draft, answersFor(draft)), draft);
  const tensors = async () => (await (await runtime).memoryUse()).tensors;
  const before = await tensors();
  let output: Float32Array = new Float32Array();
  for (let k = 0; k < 50; k++) {
    const model = await (await runtime).build(pack, 1, () => {});
    const answer = await model.infer(twoTiles());
    if (answer.kind === 'cpu') output = answer.data;
    model.dispose();
  }
  expect(await tensors()).toBe(before);
  expect(distance(output.subarray(0, output.length / 2), reference(network, field(1), tile))).toBeLessThan(
    1e-4,
  );
});

test('an operator that nobody knows is named, and the worker goes on', async () => {
  const bytes = writeOnnx(network.layers, { side: tile, gives: 'probabilities' });
  const relu = new TextEncoder().encode('Relu');
  for (let at = 0; at + 4 <= bytes.length; at++)
    if (relu.every((letter, i) => bytes[at + i] === letter)) bytes[at + 1] = 'o'.charCodeAt(0);
  const read = await readPackage(new Map([['own.onnx', bytes]]));
  const draft = { ...read, tile, margin, output: { ...read.output, stride } };
  const pack = await packageOf(await finishDraft(draft, answersFor(draft)), draft);
  await expect((await runtime).build(pack, 1, () => {})).rejects.toThrow(/Rolu/);
  const sound = await draftOf('onnx');
  const next = await packageOf(await finishDraft(sound, answersFor(sound)), sound);
  const model = await (await runtime).build(next, 1, () => {});
  await expect(model.infer(twoTiles())).resolves.toMatchObject({ count: 2 });
  model.dispose();
});
