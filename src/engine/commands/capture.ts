import { ReticleError } from '../../domain/errors';
import type { EngineParts } from '../engine-parts';
import { readField } from '../field-reading';
import { NOTHING_EXAMINED } from '../inference/examination';
import { readPlace } from '../place-reading';
import { isEnabled } from '../provenance';
import type { CommandsOf } from './commands-of';

/** What is read from the field on screen. */
export function captureCommands(parts: EngineParts): CommandsOf<'snapshot' | 'field' | 'place'> {
  const { state, frames, captures, recovery, inference } = parts;
  return {
    snapshot: async ({ caption }) => {
      const current = state.epoch.hold();
      // Between taking a frame in and tracking it, picture and place are of two frames.
      await frames.tracked();
      if (!current())
        throw new ReticleError(
          'snapshot-failed',
          'The source, slide or scale changed before the picture could be taken.',
          'Take it again.',
        );
      return captures.live(caption);
    },
    place: ({ at, island }) => {
      const { settings } = state;
      const on = inference.active.filter(({ model }) => settings && isEnabled(settings, model.manifest.id));
      return readPlace(inference.examination ?? NOTHING_EXAMINED, on, at, island);
    },
    field: ({ modelId, classId }) => {
      const active = inference.active.find(({ model }) => model.manifest.id === modelId);
      const { pipeline } = recovery;
      return active && pipeline ? readField(pipeline, active, classId, inference.loop?.island ?? null) : null;
    },
  };
}
