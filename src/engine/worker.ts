import { toErrorReport } from '../domain/errors';
import { Engine } from './engine';
import type { EngineCommand, EngineEvent } from './port';

/** Entry of the engine worker: one engine, one port. */
const post = (event: EngineEvent, transfer: Transferable[] = []) => self.postMessage(event, { transfer });
const engine = new Engine(post);

self.onmessage = (message: MessageEvent<EngineCommand>) => {
  engine.handle(message.data).catch((cause: unknown) =>
    post({
      kind: 'error',
      fatal: false,
      error: toErrorReport(cause, {
        code: 'worker-crashed',
        message: `The image engine could not carry out "${message.data.kind}".`,
        remedy: 'Try again; if it fails again, restart the engine.',
      }),
    }),
  );
};
