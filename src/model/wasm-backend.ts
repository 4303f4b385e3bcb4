import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import threadScriptUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?url';

/**
 * Makes WASM the current tfjs backend of this worker: SIMD and threads where the browser gives them.
 * @returns the threads it really runs
 */
export async function startWasm(threads: number): Promise<number> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  const threaded = threads > 1 && globalThis.crossOriginIsolated === true;
  // The threaded build costs eight workers, even for one thread.
  if (!threaded) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  else {
    setThreadsCount(threads);
    loadThreadsFromOwnOrigin();
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('this browser could not start WebAssembly');
  return threaded ? getThreadsCount() : 1;
}

/**
 * tfjs has each thread load its program from a blob: address, which our Content Security Policy forbids for
 * scripts. The same program is a file of the package, served from our own origin: name that instead.
 */
function loadThreadsFromOwnOrigin(): void {
  const script = new URL(threadScriptUrl, self.location.href).href;
  self.Worker = class extends Worker {
    override postMessage(message: unknown, options?: StructuredSerializeOptions | Transferable[]): void {
      const load = isRecord(message) && message.cmd === 'load' && 'urlOrBlob' in message;
      const sent = load ? { ...message, urlOrBlob: script } : message;
      if (Array.isArray(options)) super.postMessage(sent, options);
      else super.postMessage(sent, options);
    }
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
