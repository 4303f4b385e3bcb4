import { z } from 'zod';
import { ReticleError } from '../domain/errors';

const weight = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
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
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weight) })),
});

export type WeightSpec = z.infer<typeof weight>;

/** What model.json says: the network and where its weights lie. Formats of the TensorFlow.js converter. */
export interface Topology {
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  /** Weight files in the order in which their bytes follow each other. */
  readonly paths: readonly string[];
  /** Bytes that the weights need. */
  readonly weightBytes: number;
}

const BYTES = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/**
 * Validates the content of a model.json.
 * @throws ReticleError 'model-invalid' naming the wrong field
 */
export function parseTopology(text: string, where: string): Topology {
  const invalid = (what: string, cause?: unknown) =>
    new ReticleError(
      'model-invalid',
      `model.json of the model at ${where} ${what}.`,
      'Export the model again as a TensorFlow.js layers or graph model.',
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid('is not JSON', cause);
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`is wrong: "${issue?.path.join('.')}": ${issue?.message}`, result.error);
  }
  const { format, modelTopology, weightsManifest } = result.data;
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
