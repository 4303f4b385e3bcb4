import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** Where frames come from. */
export function sourceCommands(parts: EngineParts): CommandsOf<'source' | 'visibility'> {
  const { state, frames, memory, inference } = parts;
  return {
    // The slide stays, and the way back to it is looked for: another one is begun by 'begin-slide', before its source.
    source: ({ port, label, attachment = 0 }) => {
      state.attachment = attachment;
      state.hasSource = port !== null;
      state.sourceLabel = label;
      // First, because what is dropped is requested again: from this source, not from the one before.
      frames.attach(port);
      parts.forgetField(memory.remembered());
    },
    visibility: ({ visible }) => {
      state.visible = visible;
      frames.updatePause();
      inference.updateVisibility();
    },
  };
}
