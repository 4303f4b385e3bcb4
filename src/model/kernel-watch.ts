import * as tf from '@tensorflow/tfjs';

/** From now on, calls `ran` after each kernel of the current backend with the time that it took, ms. */
export function watchKernels(ran: (ms: number) => void): void {
  for (const config of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, backendName, kernelFunc } = config;
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      ...config,
      kernelFunc: (call) => {
        const began = performance.now();
        const result = kernelFunc(call);
        ran(performance.now() - began);
        return result;
      },
    });
  }
}
