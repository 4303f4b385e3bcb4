import { ReticleError } from '../domain/errors';
import { connect } from '../rpc/connect';
import {
  ENGINE_NAME,
  type EngineCalls,
  type EngineClient,
  type EngineEvent,
  type EngineEvents,
} from './port';

const NAMES = [
  'ready',
  'progress',
  'models',
  'status',
  'frame',
  'placement',
  'island-joined',
  'objective-changed',
  'source-ended',
  'error',
  'canvas-unusable',
  'blank-progress',
  'light-drift',
] as const satisfies readonly EngineEvent['kind'][];

/** Every kind of event is passed on: a kind that is missing above does not compile. */
type Missing = Exclude<EngineEvent['kind'], (typeof NAMES)[number]>;
const ALL: readonly EngineEvent['kind'][] = NAMES satisfies Missing extends never ? typeof NAMES : never;

/** Starts the engine's worker. Its end arrives as a fatal 'error' event. */
export function createEngineClient(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  const remote = connect<EngineCalls, EngineEvents>(worker, {
    name: ENGINE_NAME,
    remedy: 'Restart the engine; nothing that was saved is lost.',
    pingWhenIdle: true,
  });
  const listeners = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent) => {
    for (const listener of listeners) listener(event);
  };
  for (const name of ALL) remote.on(name, emit);
  remote.onSendFailed((error) => emit({ kind: 'error', error, fatal: false }));
  remote.onDeath((error) => emit({ kind: 'error', error, fatal: true }));

  return {
    send: ({ kind, ...input }, transfer) => remote.send(kind, input as never, transfer),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    beginSlide: (slide, kept) => remote.call('begin-slide', { slide, kept }),
    slideMap: () => orNull(remote.call('slide-map')),
    snapshot: (caption) => remote.call('snapshot', { caption }),
    replay: () => orNull(remote.call('replay')),
    replaySnapshot: (frame, caption) => remote.call('replay-snapshot', { frame, caption }),
    framePixels: () => orNull(remote.call('frame-pixels')),
    takeBlank: () => remote.call('take-blank'),
    diagnostics: () => remote.call('diagnostics', undefined, { deadlineMs: 10_000 }),
    field: (modelId, classId) => orNull(remote.call('field', { modelId, classId })),
    place: (at, island) => orNull(remote.call('place', { at, island })),
    map: (view, knownRevision) => orNull(remote.call('map', { view, knownRevision })),
    foci: (query) => orNull(remote.call('foci', query)),
    close() {
      listeners.clear();
      remote.close();
    },
  };
}

/** Null where the engine is gone: an event reports that. Other failures stay failures. */
async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ReticleError && cause.code === 'worker-crashed') return null;
    throw cause;
  }
}
