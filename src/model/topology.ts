import { z } from 'zod';
import { listOf } from '../domain/bounded-list';
import type { Topology, WeightSpec } from '../domain/model-package';
import { parseJson } from '../domain/parse';

const weight = z.looseObject({
  name: z.string(),
  shape: listOf(z.int().nonnegative(), 16),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: z
    .looseObject({
      dtype: z.enum(['uint8', 'uint16', 'float16']),
      scale: z.number().optional(),
      min: z.number().optional(),
      original_dtype: z.enum(['float32', 'int32']).optional(),
    })
    .optional(),
});

const schema = z.looseObject({
  format: z.enum(['layers-model', 'graph-model']).optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: listOf(
    z.object({ paths: listOf(z.string(), 1000), weights: listOf(weight, 20_000) }),
    1000,
  ),
});

const BYTES = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/**
 * Validates the content of a model.json.
 * @throws ReticleError 'model-invalid' naming the wrong field
 */
export function parseTopology(text: string, where: string): Topology {
  const result = parseJson(schema, text, {
    code: 'model-invalid',
    what: `model.json of the model at ${where}`,
    remedy: 'Export the model again as a TensorFlow.js layers or graph model.',
  });
  const { format, modelTopology, weightsManifest } = result;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return {
    // The converter leaves the format out of old layers models; only graph models have nodes.
    format: format ?? ('node' in modelTopology ? 'graph-model' : 'layers-model'),
    topology: modelTopology,
    weightSpecs,
    paths: weightsManifest.flatMap(({ paths }) => paths),
    weightBytes: weightSpecs.reduce((sum, spec) => sum + bytesOf(spec), 0),
  };
}

function bytesOf({ shape, dtype, quantization }: WeightSpec): number {
  return shape.reduce((product, side) => product * side, 1) * BYTES[quantization?.dtype ?? dtype];
}

/** Name of the first weight with a value that is not finite; null without. GPUs may hide such values as zeros. */
export function unfiniteWeight({ weightSpecs }: Topology, weights: ArrayBuffer): string | null {
  let at = 0;
  for (const spec of weightSpecs) {
    const bytes = bytesOf(spec);
    // A copy, as a weight need not begin at a multiple of its own size.
    const data = weights.slice(at, at + bytes);
    at += bytes;
    if (!hasFiniteValues(spec, data)) return spec.name;
  }
  return null;
}

/** IEEE 754: an exponent of all ones is infinity or not a number. */
function hasFiniteValues({ dtype, quantization }: WeightSpec, data: ArrayBuffer): boolean {
  switch (quantization?.dtype ?? dtype) {
    case 'float32':
      return new Uint32Array(data).every((bits) => (bits & 0x7f800000) !== 0x7f800000);
    case 'float16':
      return new Uint16Array(data).every((bits) => (bits & 0x7c00) !== 0x7c00);
    default:
      return Number.isFinite(quantization?.scale ?? 1) && Number.isFinite(quantization?.min ?? 0);
  }
}
