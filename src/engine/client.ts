import type { Diagnostics } from '../domain/diagnostics';
import { ReticleError, toErrorReport } from '../domain/errors';
import type { EngineClient, EngineCommand, EngineEvent, FieldProbabilities, SnapshotResult } from './port';

/** Starts the engine worker. A crash of the worker arrives as a fatal 'error' event. */
export function createEngineClient(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  const listeners = new Set<(event: EngineEvent) => void>();
  const waiting = new Map<number, (event: EngineEvent) => void>();
  let nextId = 1;

  const emit = (event: EngineEvent) => {
    if ('id' in event) {
      waiting.get(event.id)?.(event);
      waiting.delete(event.id);
    } else for (const listener of listeners) listener(event);
  };
  const crashed = (cause: unknown) => {
    const error = toErrorReport(cause, {
      code: 'worker-crashed',
      message: 'The image engine stopped unexpectedly.',
      remedy: 'Restart the engine; nothing that was saved is lost.',
    });
    for (const [id, answer] of waiting) answer({ kind: 'snapshot', id, result: null, error });
    waiting.clear();
    emit({ kind: 'error', error, fatal: true });
  };
  worker.onmessage = (message: MessageEvent<EngineEvent>) => emit(message.data);
  worker.onerror = (event) => crashed(event.error ?? event.message);
  worker.onmessageerror = () => crashed('unreadable message');

  const send = (command: EngineCommand, transfer: Transferable[] = []) =>
    worker.postMessage(command, transfer);
  const ask = (make: (id: number) => EngineCommand) =>
    new Promise<EngineEvent>((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      send(make(id));
    });

  return {
    send,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: async (caption) => snapshotOf(await ask((id) => ({ kind: 'snapshot', id, caption }))),
    async replay() {
      const event = await ask((id) => ({ kind: 'replay', id }));
      return event.kind === 'replay' ? { frames: event.frames, error: event.error } : null;
    },
    replaySnapshot: async (frame, caption) =>
      snapshotOf(await ask((id) => ({ kind: 'replay-snapshot', id, frame, caption }))),
    async framePixels() {
      const event = await ask((id) => ({ kind: 'frame-pixels', id }));
      return event.kind === 'frame-pixels' ? event.pixels : null;
    },
    async takeBlank() {
      const event = await ask((id) => ({ kind: 'take-blank', id }));
      if (event.kind === 'blank-field' && event.flat) return event.flat;
      const error = event.kind === 'blank-field' || event.kind === 'snapshot' ? event.error : undefined;
      throw new ReticleError(
        error?.code ?? 'blank-no-frames',
        error?.message ?? 'The blank field could not be taken.',
        error?.remedy ?? 'Try again; if it fails again, restart the engine.',
      );
    },
    async diagnostics(): Promise<Diagnostics> {
      const event = await ask((id) => ({ kind: 'diagnostics', id }));
      if (event.kind === 'diagnostics') return event.diagnostics;
      throw new ReticleError('worker-crashed', 'The image engine does not answer.', 'Restart the engine.');
    },
    async field(modelId, classId): Promise<FieldProbabilities | null> {
      const event = await ask((id) => ({ kind: 'field', id, modelId, classId }));
      return event.kind === 'field' ? event.field : null;
    },
    async map(view, knownRevision) {
      const event = await ask((id) => ({ kind: 'map', id, view, knownRevision }));
      return event.kind === 'map' ? { state: event.state, picture: event.picture } : null;
    },
    async foci(query) {
      const event = await ask((id) => ({ kind: 'foci', id, query }));
      return event.kind === 'foci' ? event.answer : null;
    },
    close() {
      worker.terminate();
      listeners.clear();
      for (const [id, answer] of waiting) answer({ kind: 'snapshot', id, result: null });
      waiting.clear();
    },
  };
}

function snapshotOf(event: EngineEvent): SnapshotResult {
  if (event.kind === 'snapshot' && event.result) return event.result;
  const error = event.kind === 'snapshot' ? event.error : undefined;
  throw new ReticleError(
    error?.code ?? 'snapshot-failed',
    error?.message ?? 'The snapshot could not be made.',
    error?.remedy ?? 'Try again; if it fails again, restart the engine.',
  );
}
