import { type Clock, wallClock } from '../domain/clock';
import { ReticleError } from '../domain/errors';
import type { BackendName, SegmentationRuntime } from '../domain/runtime';
import { type Gpu, isSoftwareAdapter } from '../gpu/device';
import type { Candidate } from './candidate';
import { createCpuRuntime } from './cpu-runtime';

export interface RuntimeChoice {
  /** The shared device, null without WebGPU. */
  readonly gpu: Gpu | null;
  /** Skips the race. */
  readonly backend?: BackendName;
  /** Delays each inference, ms (tests). */
  readonly slowMs?: number;
  readonly clock?: Pick<Clock, 'wait'>;
}

/** Time to start a backend in, ms; slow machines take ten seconds. */
const START_LIMIT_MS = 120_000;

const NAMES: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
};

/**
 * Starts the backend on which models run fastest on this machine: what a software rasteriser would run is left
 * out (docs/adr/0002), and the rest is timed.
 * @throws ReticleError 'backend-missing' where none starts
 */
export async function chooseRuntime(choice: RuntimeChoice): Promise<SegmentationRuntime> {
  if (choice.backend) {
    const runtime = await open(choice.backend, choice);
    runtime.describe(`${title(runtime)}, as asked for in the address`);
    return runtime;
  }
  const names = candidates(choice.gpu);
  const faults: string[] = [];
  const started = await Promise.all(
    names.map((name) =>
      open(name, choice).catch((cause: unknown) => {
        faults.push(cause instanceof Error ? cause.message : String(cause));
        return null;
      }),
    ),
  );
  const runners = started.filter((runtime) => runtime !== null);
  if (runners.length > 1) return race(runners, faults);
  const [only] = runners;
  if (!only)
    throw new ReticleError(
      'backend-missing',
      `No way to run the models works in this browser. ${faults.join(' ')}`,
      'Use a current Chrome, Edge or Firefox. The live view works without the overlay.',
    );
  only.describe(`${title(only)}: ${faults.length > 0 ? faults.join(' ') : whyAlone(choice.gpu)}`);
  return only;
}

/** Times one after another, as they would disturb each other, and closes all but the fastest. */
async function race(runners: readonly Candidate[], faults: string[]): Promise<Candidate> {
  const results: { readonly runtime: Candidate; readonly ms: number }[] = [];
  for (const runtime of runners)
    try {
      results.push({ runtime, ms: await runtime.race() });
    } catch (cause) {
      faults.push(`${title(runtime)} failed: ${cause instanceof Error ? cause.message : String(cause)}.`);
      runtime.dispose();
    }
  results.sort((a, b) => a.ms - b.ms);
  const [winner, ...losers] = results;
  if (!winner)
    throw new ReticleError(
      'backend-missing',
      `No way to run the models works in this browser. ${faults.join(' ')}`,
      'Update the browser and the graphics driver. The live view works without the overlay.',
    );
  for (const { runtime } of losers) runtime.dispose();
  const others = losers.map(({ runtime, ms }) => `${title(runtime)} ${ms.toFixed(1)} ms`);
  const compared =
    others.length > 0
      ? `, fastest here with ${winner.ms.toFixed(1)} ms for a test field; ${others.join(', ')}`
      : '';
  winner.runtime.describe(
    `${title(winner.runtime)}${compared}${faults.length > 0 ? `. ${faults.join(' ')}` : ''}`,
  );
  return winner.runtime;
}

/** A driver can hang without an error: the others must not wait for it forever. */
async function open(name: BackendName, choice: RuntimeChoice): Promise<Candidate> {
  const { clock = wallClock } = choice;
  const opened = new AbortController();
  const opening = openNow(name, choice);
  const late = clock.wait(START_LIMIT_MS, opened.signal).then(() => null);
  const first = await Promise.race([opening, late]).finally(() => opened.abort());
  if (first) return first;
  void opening.then((runtime) => runtime.dispose()).catch(() => undefined);
  throw new ReticleError(
    'backend-missing',
    `${NAMES[name]} did not start within ${START_LIMIT_MS / 1000} s.`,
    'Update the browser and the graphics driver, or restart the computer.',
  );
}

function openNow(name: BackendName, { gpu, slowMs }: RuntimeChoice): Promise<Candidate> {
  const options = slowMs === undefined ? {} : { slowMs };
  if (name !== 'webgpu') return createCpuRuntime({ backend: name, ...options });
  if (!gpu)
    return Promise.reject(
      new ReticleError(
        'backend-missing',
        'WebGPU was asked for, and this browser gives none.',
        'Use a current Chrome or Edge with hardware acceleration switched on, or leave the choice to Reticle.',
      ),
    );
  // Only loaded where it runs: it is a large part of the program.
  return import('./gpu-runtime').then(({ createGpuRuntime }) => createGpuRuntime(gpu, options));
}

/** What is worth timing on this machine. */
function candidates(gpu: Gpu | null): BackendName[] {
  const renderer = webglRenderer();
  return [
    ...(gpu && !gpu.software ? (['webgpu'] as const) : []),
    ...(renderer !== null && !isSoftwareAdapter({ description: renderer } as GPUAdapterInfo)
      ? (['webgl'] as const)
      : []),
    'wasm',
  ];
}

function whyAlone(gpu: Gpu | null): string {
  if (gpu?.software)
    return 'this machine has no graphics processor for WebGPU, only software that imitates one';
  return 'this browser offers no graphics processor';
}

function title(runtime: SegmentationRuntime): string {
  const { name, threads } = runtime.backend;
  return name === 'wasm'
    ? `${NAMES.wasm}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
    : NAMES[name];
}

/** Name of the graphics processor behind WebGL 2, null without. */
function webglRenderer(): string | null {
  try {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (!gl) return null;
    const extension = gl.getExtension('WEBGL_debug_renderer_info');
    const name: unknown = gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return String(name);
  } catch {
    return null;
  }
}
