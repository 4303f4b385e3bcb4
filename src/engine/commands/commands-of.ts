import type { Handlers } from '../../rpc/serve';
import type { EngineCalls } from '../port';

export type EngineHandlers = Handlers<EngineCalls>;

/** The part of the table that one file of this folder answers. */
export type CommandsOf<Names extends keyof EngineCalls> = Pick<EngineHandlers, Names>;
