import type { EngineParts } from '../engine-parts';
import type { CommandsOf } from './commands-of';

/** The canvas to draw to, and the device behind it. */
export function startCommands(parts: EngineParts): CommandsOf<'start' | 'canvas' | 'lose-device'> {
  const { recovery, state } = parts;
  return {
    start: async (start) => {
      parts.start = start;
      state.settings = start.settings;
      if (!(await recovery.start(start.canvas, start.options))) return;
      parts.resize();
      await parts.loadModels();
    },
    canvas: ({ canvas }) => recovery.replaceCanvas(canvas),
    'lose-device': () => recovery.loseDevice(),
  };
}
