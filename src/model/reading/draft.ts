import type { ModelManifest, OwnManifest } from '../../domain/manifest';
import type { Topology } from '../../domain/model-package';
import type { NetworkSpec } from '../../domain/network-spec';
import type { NpyArray } from './npy';

export type PackageFormat = 'reticle' | 'bioimage' | 'wsinfer' | 'tfjs' | 'onnx';

/** A tensor that the author ran the network on, and what it gave; both as the network takes and gives them. */
export interface ParityTest {
  readonly input: NpyArray;
  readonly output: NpyArray;
}

/** What was read of a package. What it does not tell is asked for before it is taken in. */
export interface ModelDraft {
  readonly format: PackageFormat;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly licence: string | null;
  readonly authors: readonly string[];
  readonly engine: NetworkSpec['engine'];
  readonly topology: Topology;
  readonly weights: ArrayBuffer;
  readonly input: NetworkSpec['input'];
  /** `channels` 0: not known before the network was run. */
  readonly output: Omit<NetworkSpec['output'], 'keep'>;
  /** Of each output channel, as far as they are named. */
  readonly classNames: readonly string[];
  /** Side of the input, px. */
  readonly tile: number;
  /** Border of the input for which the answer is not to be used, px. */
  readonly margin: number;
  /** Null: not told. */
  readonly umPerPx: number | null;
  readonly expects: OwnManifest['expects'] | null;
  /** The package tells how its input and its output are to be understood; else the user is asked. */
  readonly described: boolean;
  readonly tests: readonly ParityTest[];
  /** What the user should know of the package, in words. */
  readonly notes: readonly string[];
  /** The author's own choice of classes, where the package has one. */
  readonly own?: OwnManifest | undefined;
}

/** What is told of a model by whoever brings it. */
export interface DraftAnswers {
  readonly name: string;
  readonly umPerPx: number;
  readonly expects: OwnManifest['expects'];
  /** Output channels that are drawn. */
  readonly classes: readonly {
    readonly channel: number;
    readonly name: string;
    readonly threshold: number;
  }[];
  readonly input: NetworkSpec['input'];
  readonly activation: 'none' | 'sigmoid' | 'softmax';
  /** Least side of a cell of the map, px of the model. */
  readonly detail: number;
}

/** The manifest, with its hash, as it is kept and run. */
export interface FinishedModel {
  readonly own: OwnManifest;
  readonly manifest: ModelManifest;
}
