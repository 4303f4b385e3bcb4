import { ReticleError, toErrorReport } from '../../domain/errors';
import { PLAIN_MOUNTING } from '../../domain/frame';
import { transfer } from '../../rpc/serve';
import type { EngineParts } from '../engine-parts';
import { BLANK_FAILED } from '../flat-field-desk';
import { framePixels } from '../frame-pixels';
import type { CommandsOf } from './commands-of';

/** What is measured of the optics: blank glass, the bare frame, the objective. */
export function opticsCommands(
  parts: EngineParts,
): CommandsOf<'take-blank' | 'frame-pixels' | 'objective-unchanged'> {
  const { state, flatField, recovery, memory, tracking, inference, display } = parts;
  return {
    'take-blank': async () => {
      try {
        return await flatField.take(state.settings?.mounting ?? PLAIN_MOUNTING);
      } catch (cause) {
        const { code, message, remedy } = toErrorReport(cause, BLANK_FAILED);
        throw new ReticleError(code, message, remedy, { cause });
      }
    },
    'frame-pixels': async () => {
      const { pipeline } = recovery;
      const pixels = pipeline ? await framePixels(pipeline).catch(() => null) : null;
      return pixels ? transfer(pixels, [pixels.rgba.buffer]) : null;
    },
    'objective-unchanged': () => {
      memory.trustScale();
      tracking.reset();
      inference.reload();
      display.request();
    },
  };
}
