import { diagnosticsOf } from '../diagnostics-report';
import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** How the engine does. */
export function diagnosticCommands(parts: EngineParts): CommandsOf<'diagnostics'> {
  const { state, recovery, inference, frames, shown, latency, stages, errors } = parts;
  return {
    diagnostics: () =>
      diagnosticsOf({
        pipeline: recovery.pipeline,
        models: inference.models,
        active: inference.active,
        loop: inference.loop,
        settings: state.settings,
        frame: state.frame,
        displayedFrames: frames.frames,
        displayedFramesPerSecond: shown.perSecond(),
        droppedFrames: frames.dropped,
        latency,
        stages,
        errors,
      }),
  };
}
