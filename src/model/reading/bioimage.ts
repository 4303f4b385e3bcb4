import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import { ReticleError } from '../../domain/errors';
import type { NetworkSpec } from '../../domain/network-spec';
import type { Step } from '../../domain/processing';
import { sha256 } from '../files';
import { readOnnx } from '../onnx/read-onnx';
import { parseTopology } from '../topology';
import type { Axis } from './bioimage-axis';
import { readTensors, type TensorSpec } from './bioimage-tensors';
import type { ModelDraft, ParityTest } from './draft';
import { readNpy } from './npy';
import { fileOf, invalid, type PackageFiles, textOfFile } from './package-files';
import { onnxTopology, tfjsWeights } from './weights';
import { parseYaml } from './yaml';

const REMEDY = 'Ask the author for a package that follows the specification of the BioImage Model Zoo.';
const text = z.string().max(5000);

const weightEntry = z.looseObject({ source: text, sha256: z.string().nullish() });
const schema = z.looseObject({
  type: z.literal('model').optional(),
  format_version: z.string().max(20),
  name: z.string().min(1).max(300),
  description: text.nullish(),
  license: z.string().max(200).nullish(),
  version: z.union([z.string().max(40), z.number()]).nullish(),
  authors: listOf(z.looseObject({ name: z.string().max(300) }), 200).nullish(),
  weights: z.looseObject({
    onnx: weightEntry.nullish(),
    tensorflow_js: weightEntry.nullish(),
  }),
});

/** Names under which a package keeps its description. */
export const BIOIMAGE_FILES = ['bioimageio.yaml', 'rdf.yaml', 'model.yaml', 'bioimageio.yml'] as const;

/** Side of a tile where the network leaves it open, px. */
const TILE = 256;

/**
 * Reads a package of the BioImage Model Zoo, format 0.5 or 0.4.
 * @throws ReticleError naming what is wrong, or what of it Reticle does not carry out
 */
export async function readBioimage(files: PackageFiles, path: string): Promise<ModelDraft> {
  const yaml = await parseYaml(textOfFile(fileOf(files, path, 'The package'), path), path);
  const result = schema.safeParse(yaml);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`${path} is wrong: "${issue?.path.join('.')}" ${issue?.message}.`, REMEDY, result.error);
  }
  const { format_version: version, weights } = result.data;
  if (!/^0\.[45]\b/.test(version))
    throw invalid(
      `${path} has the format ${version}; 0.4 and 0.5 are read.`,
      'Update the package with the tools of the BioImage Model Zoo.',
    );
  const { inputs, outputs } = readTensors(yaml, version.startsWith('0.4') ? '0.4' : '0.5', path);
  const [input, ...moreInputs] = inputs;
  const [output, ...moreOutputs] = outputs;
  if (!input || moreInputs.length > 0)
    throw invalid(`The model in ${path} takes ${inputs.length} pictures; Reticle gives it one.`, REMEDY);
  if (!output) throw invalid(`The model in ${path} gives nothing.`, REMEDY);
  const notes =
    moreOutputs.length > 0 ? [`Of ${outputs.length} outputs the first, "${output.name}", is drawn.`] : [];
  const engine = weights.onnx ? 'onnx' : 'tfjs';
  const entry = weights.onnx ?? weights.tensorflow_js;
  if (!entry)
    throw invalid(
      `${path} has weights for ${Object.keys(weights).slice(0, 6).join(', ') || 'nothing'} only; Reticle runs onnx and tensorflow_js.`,
      'Ask the author for ONNX weights, or export them (docs/bring-a-model.md).',
    );
  const weightFile = fileOf(files, entry.source, `${path} (weights)`);
  await verify(weightFile, entry.sha256, entry.source);
  const tile = squareTile(input, path);
  const loaded =
    engine === 'onnx'
      ? onnxOf(weightFile, entry.source)
      : tfjsWeights(files, entry.source, parseTopology(textOfFile(weightFile, entry.source), entry.source));
  return {
    format: 'bioimage',
    name: result.data.name,
    description: result.data.description ?? '',
    version: String(result.data.version ?? '1'),
    licence: result.data.license ?? null,
    authors: (result.data.authors ?? []).map(({ name }) => name).slice(0, 50),
    engine,
    ...loaded,
    input: inputOf(input, path),
    output: outputOf(output, tile, path),
    classNames: output.axes.find(({ kind }) => kind === 'c')?.names ?? [],
    tile,
    margin: Math.max(0, ...output.axes.map(({ halo }) => halo)) * (outputStride(output) ?? 1),
    umPerPx: scaleOf(input),
    expects: null,
    described: true,
    tests: await testsOf(files, input, output, notes),
    notes,
  };
}

function onnxOf(bytes: Uint8Array<ArrayBuffer>, name: string) {
  readOnnx(bytes, name);
  return onnxTopology(bytes, name);
}

async function verify(bytes: Uint8Array<ArrayBuffer>, expected: string | null | undefined, name: string) {
  if (!expected) return;
  const found = await sha256(bytes);
  if (found !== expected.toLowerCase())
    throw new ReticleError(
      'model-corrupt',
      `${name} is not the file its description names: sha256 is ${found.slice(0, 12)}..., not ${expected.slice(0, 12)}...`,
      'It was damaged or exchanged on the way. Get the package again from its author.',
    );
}

const sideOf = (axis: Axis | undefined): { readonly min: number; readonly step: number } =>
  axis?.size.kind === 'own' ? axis.size : { min: 0, step: 0 };

/** Side of the square that the network is run on, px. */
function squareTile(input: TensorSpec, path: string): number {
  const [y, x] = ['y', 'x'].map((kind) => sideOf(input.axes.find((axis) => axis.kind === kind)));
  const least = Math.max(y?.min ?? 0, x?.min ?? 0);
  if (!y || !x || least < 1)
    throw invalid(`${path} does not tell the size of the picture that the model takes.`, REMEDY);
  const fits = (side: number) =>
    [y, x].every(({ min, step }) => side === min || (step > 0 && side > min && (side - min) % step === 0));
  for (let side = least; side <= 4096; side++)
    if (fits(side) && (side >= TILE || y.step * x.step === 0)) return side;
  throw invalid(
    `The model in ${path} takes ${x.min} x ${y.min} px; Reticle cuts squares of up to 4096 px.`,
    'Export it for a square input.',
  );
}

function layoutOf({ axes, name }: TensorSpec, path: string): string {
  for (const { kind, id, size } of axes)
    if (kind === 'other' && !(size.kind === 'own' && size.min === 1 && size.step === 0))
      throw invalid(
        `The tensor "${name}" in ${path} has the axis "${id}"; Reticle has flat pictures.`,
        REMEDY,
      );
  return axes.map(({ kind }) => kind).join('');
}

function inputOf(input: TensorSpec, path: string): NetworkSpec['input'] {
  const axes = layoutOf(input, path);
  if (axes !== 'bcyx' && axes !== 'byxc')
    throw invalid(
      `The input "${input.name}" in ${path} has the axes ${axes}; bcyx and byxc are known.`,
      REMEDY,
    );
  const channels = sideOf(input.axes.find(({ kind }) => kind === 'c')).min;
  if (channels !== 1 && channels !== 3)
    throw invalid(
      `The model in ${path} takes ${channels} channels; a camera has 3, or their brightness as 1.`,
      'Use a model for RGB or grey pictures.',
    );
  return {
    axes,
    order: channels === 1 ? 'grey' : 'rgb',
    white: input.range && input.range[1] <= 1 ? 1 : 255,
    steps: [...input.steps],
  };
}

function outputStride(output: TensorSpec): number | null {
  const y = output.axes.find(({ kind }) => kind === 'y');
  return y?.size.kind === 'of-input' ? Math.max(1, Math.round(1 / y.size.scale)) : null;
}

function outputOf(output: TensorSpec, tile: number, path: string): ModelDraft['output'] {
  const axes = layoutOf(output, path);
  if (axes !== 'bcyx' && axes !== 'byxc' && axes !== 'bc')
    throw invalid(
      `The output "${output.name}" in ${path} has the axes ${axes}; bcyx, byxc and bc are known.`,
      REMEDY,
    );
  const late = output.steps.find(({ kind }: Step) => kind === 'standardise' || kind === 'range');
  if (late)
    throw invalid(
      `The output "${output.name}" in ${path} is normalised over the whole picture, which tiles cannot be.`,
      'Use a model that gives probabilities.',
    );
  const channels = sideOf(output.axes.find(({ kind }) => kind === 'c')).min;
  const stride = axes === 'bc' ? tile : outputStride(output);
  return { axes, channels, stride, steps: [...output.steps] };
}

/** um/px where both sides of a px are told and alike; else null. */
function scaleOf(input: TensorSpec): number | null {
  const [y, x] = ['y', 'x'].map((kind) => input.axes.find((axis) => axis.kind === kind)?.umPerPx ?? null);
  return y && x && Math.abs(y - x) < 0.01 * y ? y : null;
}

async function testsOf(
  files: PackageFiles,
  input: TensorSpec,
  output: TensorSpec,
  notes: string[],
): Promise<ParityTest[]> {
  const [from, to] = [input.test, output.test];
  if (!from || !to || !files.has(from.source) || !files.has(to.source)) {
    notes.push('The package has no test tensors: whether it computes here what its author saw is not shown.');
    return [];
  }
  const read = async ({ source, sha256: sum }: NonNullable<TensorSpec['test']>) => {
    const bytes = fileOf(files, source, 'The description');
    await verify(bytes, sum, source);
    return readNpy(bytes, source);
  };
  return [{ input: await read(from), output: await read(to) }];
}
