import type { Handlers } from '../../rpc/serve';
import type { EngineParts } from '../engine-parts';
import type { EngineCalls } from '../port';
import { captureCommands } from './capture';
import { diagnosticCommands } from './diagnostics';
import { mapCommands } from './map';
import { opticsCommands } from './optics';
import { replayCommands } from './replay';
import { sourceCommands } from './source';
import { startCommands } from './start';
import { viewCommands } from './view';

export type EngineHandlers = Handlers<EngineCalls>;

/** The part of the table that one file of this folder answers. */
export type CommandsOf<Names extends keyof EngineCalls> = Pick<EngineHandlers, Names>;

/** Every command and request of the port, with what carries it out. */
export function engineHandlers(parts: EngineParts): EngineHandlers {
  return {
    ...startCommands(parts),
    ...sourceCommands(parts),
    ...viewCommands(parts),
    ...opticsCommands(parts),
    ...mapCommands(parts),
    ...captureCommands(parts),
    ...replayCommands(parts),
    ...diagnosticCommands(parts),
  };
}
