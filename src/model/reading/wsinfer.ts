import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import { parseJson } from '../../domain/parse';
import type { Step } from '../../domain/processing';
import { readOnnx } from '../onnx/read-onnx';
import type { ModelDraft } from './draft';
import { fileOf, invalid, type PackageFiles, textOfFile } from './package-files';
import { onnxTopology } from './weights';

const three = z.tuple([z.number(), z.number(), z.number()]);
const name = z.string().min(1).max(200);

const schema = z.looseObject({
  spec_version: z.string().regex(/^1\./, 'only version 1 is read'),
  architecture: z.string().max(200).nullish(),
  num_classes: z.int().min(1).max(256),
  class_names: listOf(name, 256, 1),
  name: name.nullish(),
  patch_size_pixels: z.int().min(16).max(4096),
  spacing_um_px: z.number().positive().max(100),
  transform: listOf(z.looseObject({ name: z.string().max(100), arguments: z.looseObject({}).nullish() }), 16),
});

const REMEDY = 'Compare it with the specification of WSInfer (version 1.0).';

/**
 * A patch classifier of WSInfer: config.json (specification 1.0) beside its network in ONNX.
 * @throws ReticleError naming what is wrong
 */
export function readWsinfer(files: PackageFiles, path: string, onnxPath: string): ModelDraft {
  const config = parseJson(schema, textOfFile(fileOf(files, path, 'The package'), path), {
    code: 'model-invalid',
    what: path,
    remedy: REMEDY,
  });
  if (config.class_names.length !== config.num_classes)
    throw invalid(
      `${path} names ${config.class_names.length} classes and counts ${config.num_classes}.`,
      REMEDY,
    );
  const bytes = fileOf(files, onnxPath, path);
  readOnnx(bytes, onnxPath);
  const { side, steps } = transformOf(config.transform, config.patch_size_pixels, path);
  return {
    format: 'wsinfer',
    name: config.name ?? onnxPath.replace(/^.*\//, '').replace(/\.onnx$/, ''),
    description: config.architecture ? `Patch classifier, ${config.architecture}.` : 'Patch classifier.',
    version: '1',
    licence: null,
    authors: [],
    engine: 'onnx',
    ...onnxTopology(bytes, onnxPath),
    input: { axes: 'bcyx', order: 'rgb', white: 1, steps },
    output: {
      axes: 'bc',
      channels: config.num_classes,
      stride: side,
      steps: [{ kind: config.num_classes === 1 ? 'sigmoid' : 'softmax' }],
    },
    classNames: config.class_names,
    tile: side,
    margin: 0,
    // A patch that is resized has other px than the slide it was cut from.
    umPerPx: (config.spacing_um_px * config.patch_size_pixels) / side,
    expects: 'h-and-e',
    described: true,
    tests: [],
    notes: ['The package has no test tensors: whether it computes here what its author saw is not shown.'],
  };
}

/** Side of the network's input, px, and what is done to its values. */
function transformOf(
  list: z.infer<typeof schema>['transform'],
  patch: number,
  path: string,
): { readonly side: number; readonly steps: Step[] } {
  let side = patch;
  const steps: Step[] = [];
  const size = z.union([z.int().min(16).max(4096), listOf(z.int().min(16).max(4096), 2, 1)]);
  for (const { name: step, arguments: given } of list) {
    const read = <Schema extends z.ZodType>(of: Schema): z.infer<Schema> => {
      const result = of.safeParse(given ?? {});
      if (result.success) return result.data;
      throw invalid(`The transform ${step} in ${path} is wrong: ${result.error.issues[0]?.message}.`, REMEDY);
    };
    switch (step) {
      case 'ToTensor':
        break;
      case 'Resize': {
        const told = read(z.looseObject({ size })).size;
        side = typeof told === 'number' ? told : (told[0] ?? patch);
        if (typeof told !== 'number' && told.some((one) => one !== side))
          throw invalid(`The transform Resize in ${path} is not to a square.`, REMEDY);
        break;
      }
      case 'Normalize': {
        const { mean, std } = read(z.looseObject({ mean: three, std: three }));
        const gain = std.map((one) => 1 / (one || 1));
        steps.push({ kind: 'linear', gain, offset: mean.map((one, i) => -one * (gain[i] ?? 1)) });
        break;
      }
      default:
        throw invalid(
          `${path} needs the transform ${JSON.stringify(step.slice(0, 60))}, which Reticle does not carry out.`,
          'Resize, ToTensor and Normalize are known.',
        );
    }
  }
  return { side, steps };
}
