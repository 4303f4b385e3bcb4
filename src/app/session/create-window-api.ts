import { anySimulatorOf } from '../../source/simulated/simulated-microscope';
import { layersOf } from '../state/models';
import { enabledLayers } from '../state/selectors';
import { shownStatus } from '../state/shown-status';
import type { AppStore } from '../state/store';
import { USUAL_FRAME } from '../view/fit';
import type { ReticleWindowApi, SimulatorApi } from '../window-api';
import type { EngineSession } from './engine-session';

/** @param faults whether scripts may break things */
export function createWindowApi(
  store: AppStore,
  engine: EngineSession,
  { faults }: { readonly faults: boolean },
): ReticleWindowApi {
  return {
    ready: engine.ready,
    get engine() {
      const { engine: view } = store.state;
      return {
        phase: view.phase,
        status: shownStatus(store.state),
        drawing: view.drawing,
        adapter: view.adapter,
      };
    },
    get offline() {
      return store.state.offline;
    },
    diagnostics: async () => (await engine.running()).diagnostics(),
    async field(modelId, classId) {
      const candidates = modelId ? layersOf(store.state.models) : enabledLayers(store.state);
      const layer = candidates.find(
        (each) => (!modelId || each.modelId === modelId) && (!classId || each.classId === classId),
      );
      if (!layer) return null;
      return (await engine.running()).field(layer.modelId, layer.classId);
    },
    map: async (view) => (await engine.running()).map(view, null),
    get simulator() {
      return simulator(store);
    },
    ...(faults && { loseDevice: () => engine.send({ kind: 'lose-device' }) }),
  };
}

function simulator(store: AppStore): SimulatorApi | null {
  const { source } = store.state;
  if (source.phase !== 'open') return null;
  const microscope = anySimulatorOf(source.source);
  if (!microscope) return null;
  return {
    extentUm: microscope.extentUm,
    state: () => microscope.state(),
    set: (change) => microscope.set(change),
    moveBy: (dx, dy) => microscope.moveBy(dx, dy),
    moveTo: (x, y) => microscope.set({ stage: { x, y }, touring: false }),
    truth(origin, umPerPx, width, height) {
      const size = store.state.frame ?? { ...USUAL_FRAME, umPerPx: null };
      const state = microscope.state();
      const scale = umPerPx ?? size.umPerPx ?? 10 / state.objective;
      const w = width ?? size.width;
      const h = height ?? size.height;
      const corner = origin ?? { x: state.stage.x - (w * scale) / 2, y: state.stage.y - (h * scale) / 2 };
      return microscope.truth(corner, scale, w, h);
    },
  };
}
