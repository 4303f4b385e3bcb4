import { afterEach, expect, test, vi } from 'vitest';
import { chooseRuntime } from './choose-runtime';

afterEach(() => void vi.unstubAllGlobals());

/** A worker that never answers, as with a driver that hangs. */
class HangingWorker extends EventTarget {
  postMessage(): void {}
  terminate(): void {}
}

test('a backend that hangs while it starts is given up, by name', async () => {
  vi.stubGlobal('Worker', HangingWorker);
  const clock = { wait: async () => {} };
  const late = { code: 'backend-missing', message: expect.stringContaining('did not start within 120 s') };
  await expect(chooseRuntime({ gpu: null, backend: 'wasm', clock })).rejects.toMatchObject(late);
  // Where none was asked for, each is, and the reasons are told together.
  await expect(chooseRuntime({ gpu: null, clock })).rejects.toMatchObject({
    code: 'backend-missing',
    message: expect.stringMatching(/No way to run the models works.*WebAssembly did not start/),
  });
});
