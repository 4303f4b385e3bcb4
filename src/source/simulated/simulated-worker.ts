import { toErrorReport } from '../../domain/errors';
import type { FramePump } from '../frame-pump';
import { createSlide } from '../slide/slide';
import { runFrames } from './frame-loop';
import { nearestObjective } from './microscope-state';
import { Simulation } from './simulation';
import type { StageSlide } from './stage-slide';
import type { StageRequest, StillImage, WorkerReply, WorkerRequest } from './worker-messages';

/** The simulated microscope's worker: one microscope for its lifetime. */
const scope = self as unknown as DedicatedWorkerGlobalScope;
const reply = (message: WorkerReply, transfer: Transferable[] = []) => scope.postMessage(message, transfer);

let simulation: Simulation | null = null;
let pump: FramePump | null = null;
let revision = 0;
let told: unknown = null;

scope.onmessage = ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind === 'open') void open(data);
  else if (simulation) handle(simulation, data);
};
scope.addEventListener('error', ({ error }) => crash(error));
scope.addEventListener('unhandledrejection', ({ reason }) => crash(reason));

async function open({ stage, options, port }: Extract<WorkerRequest, { kind: 'open' }>): Promise<void> {
  try {
    const { slide, still } = await layOnStage(stage);
    const objective = options.objective ?? (still ? nearestObjective(still.umPerPx) : 10);
    simulation = new Simulation(slide, {
      ...options,
      objective,
      seed: stage.kind === 'procedural' ? stage.seed : 1,
      scaleKnown: !options.untold && (still === null || still.scaleKnown),
    });
    pump = runFrames(simulation, port, options, { onFrame: tellState, onCrash: crash });
    told = simulation.state;
    reply({
      kind: 'ready',
      state: simulation.state,
      extentUm: { width: slide.widthUm, height: slide.heightUm },
      still,
    });
  } catch (error) {
    reply({
      kind: 'failed',
      error: toErrorReport(error, {
        code: 'worker-crashed',
        message: 'The simulated microscope could not be started',
        remedy: 'Reload the page.',
      }),
    });
  }
}

function handle(microscope: Simulation, request: Exclude<WorkerRequest, { kind: 'open' }>): void {
  if (request.kind === 'truth') {
    const { id, origin, umPerPx, width, height } = request;
    try {
      const truth = microscope.truth(origin, umPerPx, width, height);
      reply({ kind: 'truth', id, truth }, [truth.mask.buffer]);
    } catch (error) {
      reply({ kind: 'truth', id, truth: null, error: String(error) });
    }
    return;
  }
  if (request.kind === 'set') microscope.set(request.change);
  else microscope.moveBy(request.dx, request.dy);
  revision = request.revision;
  told = null;
  tellState();
}

function tellState(): void {
  if (!simulation || told === simulation.state) return;
  told = simulation.state;
  reply({ kind: 'state', state: simulation.state, revision });
}

function crash(error: unknown): void {
  pump?.end(
    toErrorReport(error, {
      code: 'worker-crashed',
      message: 'The simulated microscope stopped',
      remedy: 'Choose the source again.',
    }),
  );
}

async function layOnStage(stage: StageRequest): Promise<{ slide: StageSlide; still: StillImage | null }> {
  if (stage.kind === 'procedural') return { slide: createSlide(stage.slide, stage.seed), still: null };
  const { openStillImage } = await import('../still-image/open-still-image');
  return openStillImage(stage.file, stage.umPerPx);
}
