import type { EngineParts } from '../engine-parts';
import type { EngineSettings } from '../settings';
import type { CommandsOf } from './commands-of';

/** How the field is shown, and with which scale and models. */
export function viewCommands(parts: EngineParts): CommandsOf<'settings' | 'resize'> {
  const { state, frames, display, inference, replay, still } = parts;
  return {
    settings: async ({ settings }) => {
      const before = state.settings;
      state.settings = settings;
      if (!settings.replay) replay.clear();
      frames.updatePause();
      if (before && !sameScale(before, settings)) state.epoch.raise();
      if (before && !sameField(before, settings)) await frames.again();
      parts.tellPlacement();
      display.request();
      inference.wake(true);
      if (state.frozen) await still.settle(() => true);
    },
    resize: (size) => {
      parts.canvasSize = size;
      parts.resize();
      display.request();
    },
  };
}

const sameScale = (a: EngineSettings, b: EngineSettings) =>
  a.calibration?.umPerPx === b.calibration?.umPerPx &&
  a.calibration?.objective === b.calibration?.objective &&
  a.calibration?.frameSize?.width === b.calibration?.frameSize?.width &&
  a.calibration?.frameSize?.height === b.calibration?.frameSize?.height;

/** Whether a frame is taken in alike; where not, a field that stays must be taken in again. */
const sameField = (a: EngineSettings, b: EngineSettings) =>
  sameScale(a, b) &&
  a.flatField?.gains === b.flatField?.gains &&
  a.mounting.rotation === b.mounting.rotation &&
  a.mounting.mirrored === b.mounting.mirrored &&
  sameCrop(a.mounting.crop, b.mounting.crop);

const sameCrop = (a: EngineSettings['mounting']['crop'], b: EngineSettings['mounting']['crop']) =>
  a === b || (a && b && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height) === true;
