import { wallClock } from '../domain/clock';
import { serve } from '../rpc/serve';
import { PictureEncoder } from './encode-client';
import { Engine } from './engine';
import { Models } from './inference/models';
import { openPipeline } from './open-pipeline';
import type { EngineCalls, EngineEvents } from './port';

/** Entry of the engine's worker: one engine, one port. */
const engine = new Engine({
  openPipeline,
  openModels: (gpu, options) => new Models(gpu, options),
  encoder: new PictureEncoder(),
  clock: wallClock,
  atRefresh: (draw) => requestAnimationFrame(draw),
  every: (ms, beat) => setInterval(beat, ms),
  emit: (event, transferred) => server.emit(event.kind, event, transferred),
});

const server = serve<EngineCalls, EngineEvents>(self, engine.handlers, {
  fallback: (name) => ({
    code: 'worker-crashed',
    message: `The image engine could not carry out "${name}".`,
    remedy: 'Try again; if it fails again, restart the engine.',
  }),
});
