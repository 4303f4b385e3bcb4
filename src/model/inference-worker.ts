import * as tf from '@tensorflow/tfjs';
import { wallClock } from '../domain/clock';
import { ReticleError } from '../domain/errors';
import type { ModelPackage } from '../domain/model-package';
import { type Handlers, serve, transfer } from '../rpc/serve';
import { adapt, type FittedRun, isOwnModel } from './engines/adapt';
import type { NetworkCore } from './engines/core';
import { openCore } from './engines/open-core';
import { parityError } from './engines/parity';
import type { InferenceCalls } from './inference-calls';
import { joined } from './joined';
import { watchKernels } from './kernel-watch';
import { buildNetwork, type Network } from './network';
import { Pieces } from './pieces';
import { preflight, preflightOwn, probabilityFault } from './preflight';
import { raceCurrentBackend } from './race';
import { startWasm } from './wasm-backend';

/** Runs models on WASM or WebGL in a thread of their own, so that the display never waits for them. */

interface Running {
  readonly run: FittedRun;
  readonly manifest: ModelPackage['manifest'];
  /** Of a user's own model: its network as it is. */
  readonly core: NetworkCore | null;
  dispose(): void;
}

const models = new Map<number, Running>();
let slowMs = 0;
/** Of the run under way, ms. */
let longestKernelMs = 0;

const handlers: Handlers<InferenceCalls> = {
  async start(options) {
    slowMs = options.slowMs;
    tf.enableProdMode();
    if (options.backend === 'wasm') await startWasm();
    else {
      if (!(await tf.setBackend('webgl'))) throw new Error('this browser could not start WebGL');
      // Nothing that waits for a lost context ever ends, so the worker does.
      webglContext()?.canvas.addEventListener('webglcontextlost', () => {
        throw new Error('the WebGL context was lost');
      });
    }
    // A network runs in one go, and no ping is answered before it has ended.
    watchKernels((ms) => {
      longestKernelMs = Math.max(longestKernelMs, ms);
      signOfLife();
    });
    return null;
  },

  async load({ key, pack, batch }, { progress }) {
    progress(0.1, `Building ${pack.manifest.name}`);
    const warming = () => progress(0.4, `Warming up ${pack.manifest.name}`);
    models.set(key, await (isOwnModel(pack.manifest) ? openOwn(pack, warming) : open(pack, batch, warming)));
    return null;
  },

  async infer({ key, data, count, size, steps }) {
    const model = models.get(key);
    if (!model) throw new Error('this model is not loaded');
    if (slowMs > 0) await wallClock.wait(slowMs);
    const { values } = await model.run(data, count, size, steps);
    const fault = probabilityFault(values);
    if (fault !== null)
      throw new ReticleError(
        'model-failed',
        `The model "${model.manifest.name}" ${fault}.`,
        'This field stays not assessed. If it happens on every field, the model is not usable on this machine.',
      );
    const given =
      values.buffer instanceof ArrayBuffer ? new Float32Array(values.buffer) : new Float32Array(values);
    return transfer(given, [given.buffer]);
  },

  async probe({ pack, name, dims }) {
    const core = await openCore(pack, name);
    try {
      return (await core.run(new Float32Array(dims.reduce((product, side) => product * side, 1)), dims)).dims;
    } finally {
      core.dispose();
    }
  },

  async parity({ key, test }) {
    const model = models.get(key);
    if (!model?.core || !isOwnModel(model.manifest)) throw new Error('this model is not loaded');
    return parityError(model.manifest, model.core, test);
  },

  async unload({ key }) {
    models.get(key)?.dispose();
    models.delete(key);
    return null;
  },

  async memory() {
    const { numTensors, numBytes } = tf.memory();
    return { tensors: numTensors, bytes: numBytes };
  },

  race: () => raceCurrentBackend(),

  async crash({ how, afterMs }) {
    // After the answer, so that the next call is under way.
    setTimeout(() => {
      if (how === 'throw') throw new Error('a crash was asked for');
      if (how === 'close') self.close();
      if (how === 'block') for (;;);
      webglContext()?.getExtension('WEBGL_lose_context')?.loseContext();
    }, afterMs);
    return null;
  },
};

async function open(pack: ModelPackage, batch: number, warming: () => void): Promise<Running> {
  const network = await buildNetwork(pack);
  // A graphics processor runs beside this thread, and compiles again for each number of tiles.
  const pieces = new Pieces(tf.getBackend() === 'wasm' ? pack.manifest.tile ** 2 : Number.POSITIVE_INFINITY);
  const running: FittedRun = (data, count, size) => run({ network, pieces }, data, count, size);
  try {
    warming();
    if (tf.getBackend() === 'webgl') await compileInParallel(network, batch, pack.manifest.tile);
    await preflight(pack.manifest, batch, running);
  } catch (cause) {
    network.dispose();
    throw cause;
  }
  return { run: running, manifest: pack.manifest, core: null, dispose: () => network.dispose() };
}

async function openOwn(pack: ModelPackage, warming: () => void): Promise<Running> {
  const { manifest } = pack;
  if (!isOwnModel(manifest)) throw new Error('its manifest does not say how it is run');
  const core = await openCore(pack, manifest.name);
  try {
    warming();
    const run = adapt(manifest, core);
    await preflightOwn(manifest, run);
    return { run, manifest, core, dispose: () => core.dispose() };
  } catch (cause) {
    core.dispose();
    throw cause;
  }
}

/** Runs a batch, in pieces where a single kernel would keep the worker silent for too long. */
async function run(
  { network, pieces }: { readonly network: Network; readonly pieces: Pieces },
  data: Float32Array<ArrayBuffer>,
  count: number,
  size: number,
): Promise<{ values: Float32Array<ArrayBuffer>; shape: number[] }> {
  const tile = size * size * 3;
  const parts: Float32Array<ArrayBuffer>[] = [];
  let shape: number[] = [];
  for (let at = 0; at < count; ) {
    const tiles = Math.min(pieces.tiles(size), count - at);
    longestKernelMs = 0;
    const part = await runAtOnce(network, data.subarray(at * tile, (at + tiles) * tile), tiles, size);
    pieces.ran(tiles, size, longestKernelMs);
    parts.push(part.values);
    shape = [count, ...part.shape.slice(1)];
    at += tiles;
  }
  return { values: joined(parts), shape };
}

async function runAtOnce(network: Network, data: Float32Array<ArrayBuffer>, count: number, size: number) {
  const input = tf.tensor4d(data, [count, size, size, 3]);
  const output = network.run(input);
  input.dispose();
  try {
    const values = new Float32Array(await output.data<'float32'>());
    // A lost context reads as zeros, which would look like a negative.
    if (contextLost()) throw new Error('the WebGL context was lost');
    return { values, shape: output.shape };
  } finally {
    output.dispose();
  }
}

/** Has the driver compile all shaders of a network at once instead of one after another. */
async function compileInParallel(network: Network, count: number, size: number): Promise<void> {
  const backend = tf.backend();
  if (!('checkCompileCompletionAsync' in backend) || !('getUniformLocations' in backend)) return;
  const compiler = backend as unknown as {
    checkCompileCompletionAsync(): Promise<unknown>;
    getUniformLocations(): void;
  };
  const input = tf.zeros<tf.Rank.R4>([count, size, size, 3]);
  tf.env().set('ENGINE_COMPILE_ONLY', true);
  try {
    network.run(input).dispose();
    await compiler.checkCompileCompletionAsync();
    compiler.getUniformLocations();
  } finally {
    tf.env().set('ENGINE_COMPILE_ONLY', false);
    input.dispose();
  }
}

function webglContext(): WebGL2RenderingContext | null {
  if (tf.getBackend() !== 'webgl') return null;
  const { gpgpu } = tf.backend() as unknown as { gpgpu?: { gl?: WebGL2RenderingContext } };
  return gpgpu?.gl ?? null;
}

function contextLost(): boolean {
  return webglContext()?.isContextLost() === true;
}

/** After these the memory or the context of the backend is gone. */
function isFatal(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError || contextLost();
}

const { fail, signOfLife } = serve<InferenceCalls>(self, handlers, {
  // One inference at a time: they would only share the same cores.
  inTurn: true,
  isFatal,
  fallback: () => ({
    code: 'model-failed',
    message: 'The model could not be run.',
    remedy: 'It is tried again; if this stays, choose another backend.',
  }),
});
// A rejection that nobody handles is as bad as a crash.
self.onunhandledrejection = (event) => fail(event.reason);
