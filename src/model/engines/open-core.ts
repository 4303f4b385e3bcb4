import type { ModelPackage } from '../../domain/model-package';
import type { NetworkCore } from './core';

/**
 * Opens a user's network on the engine that its format needs. What runs ONNX is loaded with the first such model.
 * @throws ReticleError 'model-invalid'
 */
export async function openCore(
  pack: Pick<ModelPackage, 'topology' | 'weights'>,
  name: string,
): Promise<NetworkCore> {
  if (pack.topology.format === 'onnx') {
    const [{ openOnnx }, { default: wasmUrl }] = await Promise.all([
      import('./onnx'),
      import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
    ]);
    return openOnnx(pack.weights, name, new URL(wasmUrl, self.location.href).href);
  }
  const { openTfjs } = await import('./tfjs');
  return openTfjs(pack, name);
}
