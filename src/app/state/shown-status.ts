import { ENGINE_NAME, type EngineStatus } from '../../engine/port';
import type { SilentWorker } from '../../rpc/silence-board';
import type { AppState } from './app-state';
import { enabledLayers } from './selectors';

const NO_MODEL: EngineStatus = { code: 'no-model', examined: 0 };

const silentStatuses = new WeakMap<SilentWorker, EngineStatus>();

/** The same worker gives the same status, so that it can be compared by identity. */
function silentStatus(silent: SilentWorker): EngineStatus {
  const { name: worker, since } = silent;
  const status = silentStatuses.get(silent) ?? { code: 'silent', examined: 0, since, worker };
  silentStatuses.set(silent, status);
  return status;
}

/**
 * Status for the user. Tissue that no loaded model looks at must never be called examined, so a model that is
 * on but could not be loaded counts as none.
 */
export function shownStatus(state: AppState): EngineStatus {
  const { status, engine, models, silent } = state;
  if (silent && engine.phase === 'running') return silentStatus(silent);
  const claims = status.code === 'looking' || status.code === 'examined' || status.code === 'frozen';
  if (!claims || engine.backend === null) return status;
  const answered = enabledLayers(state).some(({ modelId }) =>
    models.some(({ manifest }) => manifest.id === modelId),
  );
  return answered ? status : NO_MODEL;
}

/** Why the picture is meant to stand still, where the status does not say so itself; null where it is live. */
export function standingOf(state: AppState): 'frozen' | 'paused' | 'image' | null {
  const { code, frozen, still } = shownStatus(state);
  if (state.source.phase !== 'open' || code === 'frozen' || code === 'stale') return null;
  if (frozen) return 'frozen';
  if (!still) return null;
  return state.source.source.kind === 'image' ? 'image' : 'paused';
}

/** The picture may be of another place by now, or nobody is there to draw on it. */
export function isPictureOld(state: AppState): boolean {
  return (
    state.engine.phase === 'running' && (state.silent?.name === ENGINE_NAME || state.status.code === 'stale')
  );
}
