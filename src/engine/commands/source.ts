import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './handlers';

/** Where frames come from. */
export function sourceCommands(parts: EngineParts): CommandsOf<'source' | 'visibility'> {
  const { state, frames, map, inference } = parts;
  let mapLabel: string | null = null;
  return {
    source: ({ port, label }) => {
      state.hasSource = port !== null;
      // The same camera plugged in again shows the same slide; nothing else is sure to.
      if (port && label !== mapLabel) {
        map.reset();
        mapLabel = label;
      }
      state.sourceLabel = label;
      parts.forgetField();
      frames.attach(port);
    },
    visibility: ({ visible }) => {
      state.visible = visible;
      frames.updatePause();
      inference.updateVisibility();
    },
  };
}
