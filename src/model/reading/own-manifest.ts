import { ReticleError } from '../../domain/errors';
import { manifestSchema, type OwnManifest, ownManifestSchema } from '../../domain/manifest';
import { parseFailure, parseJson } from '../../domain/parse';
import { sha256 } from '../files';
import { readOnnx } from '../onnx/read-onnx';
import { parseTopology } from '../topology';
import type { ModelDraft } from './draft';
import { fileOf, type PackageFiles, textOfFile } from './package-files';
import { onnxTopology, tfjsWeights } from './weights';

const MANIFEST = 'manifest.json';

/**
 * A package of Reticle's own: manifest version 2, or a model folder of version 1, whose figures are not taken over, as
 * nobody here has seen them measured.
 * @throws ReticleError naming what is wrong
 */
export async function readOwnPackage(files: PackageFiles): Promise<ModelDraft> {
  const text = textOfFile(fileOf(files, MANIFEST, 'The package'), MANIFEST);
  const about = {
    code: 'model-invalid',
    what: MANIFEST,
    remedy: 'Correct the named field, or get the package again from its author.',
  } as const;
  const own = /"schema"\s*:\s*1\b/.test(text)
    ? asVersion2(parseJson(manifestSchema, text, about))
    : parseJson(ownManifestSchema, text, about);
  for (const { path, sha256: expected } of own.files) {
    const found = await sha256(fileOf(files, path, MANIFEST));
    if (found !== expected)
      throw new ReticleError(
        'model-corrupt',
        `${path} is not the file its manifest names: sha256 is ${found.slice(0, 12)}..., not ${expected.slice(0, 12)}...`,
        'It was damaged or exchanged on the way. Get the package again from its author.',
      );
  }
  const { network } = own;
  const path = own.files.find((file) =>
    file.path.endsWith(network.engine === 'onnx' ? '.onnx' : 'model.json'),
  )?.path;
  if (path === undefined)
    throw parseFailure(about, `lists no ${network.engine === 'onnx' ? '.onnx file' : 'model.json'}`);
  const bytes = fileOf(files, path, MANIFEST);
  if (network.engine === 'onnx') readOnnx(bytes, path);
  const loaded =
    network.engine === 'onnx'
      ? onnxTopology(bytes, path)
      : tfjsWeights(files, path, parseTopology(textOfFile(bytes, path), path));
  const { keep: _, ...output } = network.output;
  return {
    format: 'reticle',
    ...{ name: own.name, description: own.description, version: own.version },
    ...{ licence: own.licence, authors: own.authors, engine: network.engine, input: network.input, output },
    ...loaded,
    classNames: classNamesOf(own),
    ...{ tile: own.tile, margin: own.margin, umPerPx: own.umPerPx, expects: own.expects },
    described: true,
    tests: [],
    notes: [],
    own,
  };
}

/** Names by output channel. */
function classNamesOf({ classes, network: { output } }: OwnManifest): string[] {
  return Array.from({ length: output.channels }, (_, channel) => {
    const at = output.keep.indexOf(channel);
    return at < 0 ? `channel ${channel}` : (classes[at]?.name ?? '');
  });
}

type Version1 = ReturnType<typeof manifestSchema.parse>;

function asVersion2(old: Version1): OwnManifest {
  const { mean, std } = old.input;
  const point = old.operatingPoints.find(({ id }) => id === old.defaultOperatingPoint);
  return {
    ...{ schema: 2, id: old.id, version: old.version, task: old.task, name: old.name },
    ...{ description: old.description, researchUseOnly: true },
    ...{ umPerPx: old.umPerPx, umPerPxRange: old.umPerPxRange, cellUm: old.cellUm },
    ...{ tile: old.tile, margin: old.margin, stride: old.stride, files: old.files },
    classes: old.classes.map((each) => ({ ...each, threshold: point?.threshold ?? 0.5 })),
    expects: old.accepts?.some((kind) => kind !== 'h-and-e') ? 'anything' : 'h-and-e',
    network: {
      engine: 'tfjs',
      input: {
        ...{ axes: 'byxc', order: 'rgb', white: 1 },
        steps: [
          {
            kind: 'linear',
            gain: std.map((one) => 1 / one),
            offset: mean.map((one, i) => -one / (std[i] ?? 1)),
          },
        ],
      },
      output: {
        ...{ axes: 'byxc', channels: old.classes.length, stride: old.stride, steps: [] },
        keep: old.classes.map((_, i) => i),
      },
    },
    licence: [...new Set(old.trainingData.map(({ licence }) => licence))].join(', ').slice(0, 200) || null,
    authors: [],
  };
}
