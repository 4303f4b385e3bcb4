import type { EngineParts } from '../engine-parts';
import { captureCommands } from './capture';
import type { EngineHandlers } from './commands-of';
import { diagnosticCommands } from './diagnostics';
import { mapCommands } from './map';
import { modelCommands } from './models';
import { opticsCommands } from './optics';
import { replayCommands } from './replay';
import { slideCommands } from './slide';
import { sourceCommands } from './source';
import { startCommands } from './start';
import { viewCommands } from './view';

/** Every command and request of the port, with what carries it out. */
export function engineHandlers(parts: EngineParts): EngineHandlers {
  return {
    ...startCommands(parts),
    ...sourceCommands(parts),
    ...slideCommands(parts),
    ...viewCommands(parts),
    ...modelCommands(parts),
    ...opticsCommands(parts),
    ...mapCommands(parts),
    ...captureCommands(parts),
    ...replayCommands(parts),
    ...diagnosticCommands(parts),
  };
}
