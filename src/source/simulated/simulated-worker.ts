import { toErrorReport } from '../../domain/errors';
import { type Handlers, serve, transfer } from '../../rpc/serve';
import type { FramePump } from '../frame-pump';
import { createSlide } from '../slide/slide';
import { runFrames } from './frame-loop';
import { nearestObjective, OBJECTIVES } from './microscope-state';
import { Simulation } from './simulation';
import type { StageSlide } from './stage-slide';
import type { MicroscopeCalls, MicroscopeEvents, StageRequest, StillImage } from './worker-calls';

/** The simulated microscope's worker: one microscope for its lifetime. */
let simulation: Simulation | null = null;
let pump: FramePump | null = null;
let revision = 0;
let told: unknown = null;

const handlers: Handlers<MicroscopeCalls> = {
  async open({ stage, options, port }) {
    const { slide, still } = await layOnStage(stage);
    const objective = options.objective ?? (still ? nearestObjective(still.umPerPx) : 10);
    simulation = new Simulation(slide, {
      ...options,
      objective,
      seed: stage.kind === 'image' ? 1 : stage.seed,
      scaleKnown: !options.untold && (still === null || still.scaleKnown),
    });
    pump = runFrames(simulation, port, options, { onFrame: tellState, onCrash: crash });
    if (stage.kind === 'image') pump.expect('still');
    told = simulation.state;
    return {
      state: simulation.state,
      extentUm: { width: slide.widthUm, height: slide.heightUm },
      objectives: slide.objectives ?? OBJECTIVES,
      still,
    };
  },
  set(request) {
    opened().set(request.change);
    carriedOut(request.revision);
  },
  moveBy(request) {
    opened().moveBy(request.dx, request.dy);
    carriedOut(request.revision);
  },
  truth({ origin, umPerPx, width, height }) {
    const truth = opened().truth(origin, umPerPx, width, height);
    return transfer(truth, [truth.mask.buffer]);
  },
};

const { emit } = serve<MicroscopeCalls, MicroscopeEvents>(self, handlers, {
  fallback: () => ({
    code: 'worker-crashed',
    message: 'The simulated microscope could not be used',
    remedy: 'Reload the page.',
  }),
});
self.addEventListener('error', ({ error }) => crash(error));
self.addEventListener('unhandledrejection', ({ reason }) => crash(reason));

function opened(): Simulation {
  if (!simulation) throw new Error('it was not opened');
  return simulation;
}

function carriedOut(newest: number): void {
  revision = newest;
  told = null;
  tellState();
}

function tellState(): void {
  if (!simulation || told === simulation.state) return;
  told = simulation.state;
  emit('state', { state: simulation.state, revision });
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
  if (stage.kind === 'tissue') {
    const { openTissueSlide } = await import('../tissue/open-tissue-slide');
    return { slide: await openTissueSlide(stage.slide), still: null };
  }
  const { openStillImage } = await import('../still-image/open-still-image');
  return openStillImage(stage.file, stage.umPerPx);
}
