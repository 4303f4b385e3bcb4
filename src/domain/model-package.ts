import type { ModelManifest } from './manifest';

/** One weight of a network, as model.json names it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?:
    | {
        readonly dtype: 'uint8' | 'uint16' | 'float16';
        readonly scale?: number | undefined;
        readonly min?: number | undefined;
        readonly original_dtype?: 'float32' | 'int32' | undefined;
      }
    | undefined;
}

/**
 * The network and where its weights lie: what model.json says, in the formats of the TensorFlow.js converter; of ONNX
 * nothing, as its one file holds both.
 */
export interface Topology {
  readonly format: 'layers-model' | 'graph-model' | 'onnx';
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  /** Weight files in the order in which their bytes follow each other. */
  readonly paths: readonly string[];
  /** Bytes that the weights need. */
  readonly weightBytes: number;
}

/** A fetched and verified model, of which nothing runs yet. Structured-clonable, so that a worker can build it. */
export interface ModelPackage {
  readonly manifest: ModelManifest;
  /** sha256 of all files' sha256 in manifest order, hex: names the weights in every result. */
  readonly hash: string;
  readonly topology: Topology;
  readonly weights: ArrayBuffer;
}
