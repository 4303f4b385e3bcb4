import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { ModelManifest } from '../../src/domain/manifest';
import { parseManifest } from '../../src/model/manifest';
import { buildNetwork } from '../../src/model/network';
import { parseTopology } from '../../src/model/topology';

/** A shipped model on WebAssembly in Node, one thread. */
export interface NodeModel {
  readonly manifest: ModelManifest;
  /** `data`: [count, size, size, 3]. @returns [count, cells, cells, classes] */
  run(data: Float32Array, count: number, size: number): Float32Array;
}

export function loadManifest(folder: string): ModelManifest {
  return parseManifest(readFileSync(join(folder, 'manifest.json'), 'utf8'), folder);
}

/** @param folder path of the folder that holds manifest.json */
export async function loadNodeModel(folder: string): Promise<NodeModel> {
  const program = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  if (tf.getBackend() !== 'wasm') {
    setWasmPaths(`${dirname(program)}/`);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await tf.setBackend('wasm'))) throw new Error('Node could not start WebAssembly');
  }
  const manifest = loadManifest(folder);
  const topology = parseTopology(readFileSync(join(folder, 'model.json'), 'utf8'), folder);
  const parts = topology.paths.map((path) => readFileSync(join(folder, path)));
  const weights = new Uint8Array(Buffer.concat(parts)).buffer;
  const network = await buildNetwork({ manifest, hash: '', topology, weights });
  return {
    manifest,
    run(data, count, size) {
      const input = tf.tensor4d(data, [count, size, size, 3]);
      const output = network.run(input);
      const values = new Float32Array(output.dataSync());
      input.dispose();
      output.dispose();
      return values;
    },
  };
}
