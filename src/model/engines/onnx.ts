import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { ReticleError } from '../../domain/errors';
import type { NetworkCore } from './core';

/**
 * A network on onnxruntime's WebAssembly engine, on the thread it is called from. Loaded only where a model needs it.
 * @param wasmUrl of the engine's binary on this origin; left out where it is found beside the program (Node)
 * @throws ReticleError 'model-invalid' where the engine refuses the network, saying why
 */
export async function openOnnx(
  model: ArrayBuffer,
  name: string,
  wasmUrl: string | null = null,
): Promise<NetworkCore> {
  if (wasmUrl !== null) env.wasm.wasmPaths = { wasm: wasmUrl };
  // A batch is shared among workers (cpu-runtime.ts), and scripts of blob: addresses may not run.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(new Uint8Array(model), {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw refused(name, 'could not be opened', cause);
  }
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  if (input === undefined || output === undefined || session.inputNames.length > 1)
    throw refused(name, `takes ${session.inputNames.length} inputs; one picture was expected`, null);
  return {
    async run(data, dims) {
      let answers: Awaited<ReturnType<InferenceSession['run']>>;
      const tensor = new Tensor('float32', data, dims);
      try {
        answers = await session.run({ [input]: tensor }, [output]);
      } catch (cause) {
        if (cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError) throw cause;
        throw refused(name, 'failed', cause);
      } finally {
        tensor.dispose();
      }
      const answer = answers[output];
      if (!answer || !(answer.data instanceof Float32Array))
        throw refused(name, `gives values of the type ${answer?.type ?? 'none'} instead of float32`, null);
      const result = { values: new Float32Array(answer.data), dims: answer.dims };
      answer.dispose();
      return result;
    },
    dispose: () => void session.release(),
  };
}

function refused(name: string, what: string, cause: unknown): ReticleError {
  const detail = cause === null ? '' : `: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new ReticleError(
    'model-invalid',
    `The network of the model "${name}" ${what}${detail.slice(0, 300)}.`,
    'Export it again to ONNX with operators of a current opset, one picture in and one answer out.',
    { cause },
  );
}
