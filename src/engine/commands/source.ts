import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** Where frames come from. */
export function sourceCommands(parts: EngineParts): CommandsOf<'source' | 'visibility'> {
  const { state, frames, memory, inference, map } = parts;
  let lastLabel: string | null = null;
  return {
    // The slide stays: another one is begun by 'begin-slide', before its source is attached.
    source: ({ port, label }) => {
      state.hasSource = port !== null;
      state.sourceLabel = label;
      // While the page begins no slides, a source of another name is another slide.
      const same = state.slide !== null || port === null || label === lastLabel;
      if (!same) map.reset();
      if (port) lastLabel = label;
      parts.forgetField(same ? memory.remembered() : null);
      frames.attach(port);
    },
    visibility: ({ visible }) => {
      state.visible = visible;
      frames.updatePause();
      inference.updateVisibility();
    },
  };
}
