import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** Looking back over the last seconds. */
export function replayCommands({
  replay,
  captures,
}: EngineParts): CommandsOf<'replay' | 'replay-end' | 'replay-snapshot'> {
  return {
    replay: () => replay.hold(),
    'replay-end': () => replay.release(),
    'replay-snapshot': ({ frame, caption }) => captures.recorded(frame, caption),
  };
}
