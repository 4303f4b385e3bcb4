import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** Models that the user brings. */
export function modelCommands(parts: EngineParts): CommandsOf<'add-model' | 'remove-model'> {
  const { inference, recovery, display } = parts;
  return {
    'add-model': ({ pack }) => {
      inference.add(pack, recovery.pipeline);
      display.request();
    },
    'remove-model': ({ modelId }) => {
      inference.remove(modelId, recovery.pipeline);
      display.request();
    },
  };
}
