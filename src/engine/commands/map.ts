import { transfer } from '../../rpc/serve';
import type { EngineParts } from '../engine-parts';
import { placementOf } from '../field-pipeline';
import type { MapAnswer } from '../port';
import type { CommandsOf } from './commands-of';

/** The slide map: what the page shows of it, and forgetting it. */
export function mapCommands(parts: EngineParts): CommandsOf<'map' | 'foci' | 'clear' | 'undo-clear'> {
  const { state, recovery, maps, map, inference, display } = parts;
  return {
    map: ({ view, knownRevision }) => {
      const tracked = recovery.pipeline?.tracked() ?? null;
      const placement = placementOf(tracked);
      const size = state.frame?.size;
      const field = placement && size && tracked ? { placement, size, island: tracked.island } : null;
      const current = state.frame ? (tracked?.island ?? inference.loop?.island ?? null) : null;
      const now = maps.state(view?.island ?? null, field, current);
      const picture = view && now.revision !== knownRevision ? maps.picture(view) : null;
      const answer: MapAnswer = { state: now, picture };
      return picture
        ? transfer(answer, [picture.rgba.buffer, picture.probability.buffer, picture.coverage.buffer])
        : answer;
    },
    foci: (query) => maps.foci(query),
    clear: () => {
      state.epoch.raise();
      map.clear();
      inference.reload();
      display.request();
    },
    'undo-clear': () => {
      if (map.undoClear()) inference.reload();
      display.request();
    },
  };
}
