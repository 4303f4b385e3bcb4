import type { FrameSource } from '../domain/frame';
import type { StoredSlideMap } from '../domain/stored-slide-map';
import type { EngineClient, EngineCommand, EngineEvent } from '../engine/port';
import type { SourceRequest } from '../source/open-source';
import { simulatedDevices } from '../source/simulated/simulated-devices';
import type { Simulator, SimulatorState } from '../source/simulated/simulator';
import { composeReticle, type Reticle, type ReticlePorts } from './compose';
import { parseDeepLink } from './state/deep-link';
import type { LoadedManifest } from './state/models';
import { PreferenceStorage } from './state/preference-storage';

/** Stand-ins for tests of the page's logic without a browser. */

export class FakeEngine implements EngineClient {
  readonly commands: EngineCommand[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  closed = false;

  send(command: EngineCommand): void {
    this.commands.push(command);
  }
  on(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
  sent<Kind extends EngineCommand['kind']>(kind: Kind): Extract<EngineCommand, { kind: Kind }>[] {
    return this.commands.filter(
      (command): command is Extract<EngineCommand, { kind: Kind }> => command.kind === kind,
    );
  }
  readonly slides: { readonly id: string; readonly kept: StoredSlideMap | null }[] = [];
  beginSlide: EngineClient['beginSlide'] = async ({ id }, kept) => {
    this.slides.push({ id, kept });
  };
  slideMap: EngineClient['slideMap'] = () => Promise.resolve(null);
  snapshot = () => Promise.reject(new Error('no snapshots here'));
  replay: EngineClient['replay'] = () => Promise.resolve(null);
  replaySnapshot: EngineClient['replaySnapshot'] = () => Promise.reject(new Error('no replay here'));
  diagnostics = () => Promise.reject(new Error('no diagnostics here'));
  framePixels: EngineClient['framePixels'] = () => Promise.resolve(null);
  takeBlank: EngineClient['takeBlank'] = () => Promise.reject(new Error('no blank field here'));
  field = () => Promise.resolve(null);
  place: EngineClient['place'] = () => Promise.resolve(null);
  map: EngineClient['map'] = () => Promise.resolve(null);
  foci: EngineClient['foci'] = () => Promise.resolve(null);
  close(): void {
    this.closed = true;
  }
}

export interface FakeSource extends FrameSource {
  closed: boolean;
}

export function fakeSource(request: SourceRequest): FakeSource {
  const source: FakeSource = {
    kind: request.kind === 'file' ? 'video' : request.kind,
    label: `fake ${request.kind}`,
    size: { width: 1280, height: 720 },
    port: new MessageChannel().port1,
    closed: false,
    close() {
      source.closed = true;
      source.port.close();
    },
  };
  if (request.kind === 'camera')
    return Object.assign(source, { device: { deviceId: request.deviceId ?? 'first', label: 'fake camera' } });
  if (request.kind !== 'simulated') return source;
  const simulator = fakeSimulator(request);
  return Object.assign(source, {
    ...{ simulator, still: null, ownScale: true },
    devices: simulatedDevices(simulator),
  });
}

function fakeSimulator(request: Extract<SourceRequest, { kind: 'simulated' }>): Simulator {
  let state: SimulatorState = {
    stage: { x: 5000, y: 5000 },
    objective: request.objective ?? 10,
    focusUm: 0,
    lamp: 1,
    lampKelvin: 6500,
    vignetting: 0,
    whiteBalance: [1, 1, 1],
    noise: 0,
    touring: request.tour ?? false,
  };
  const listeners = new Set<(state: SimulatorState) => void>();
  const set = (change: Partial<SimulatorState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  return {
    extentUm: { width: 10_000, height: 10_000 },
    objectives: [4, 10, 20, 40],
    state: () => state,
    set,
    moveBy: (dx, dy) => set({ stage: { x: state.stage.x + dx, y: state.stage.y + dy }, touring: false }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    truth: () => Promise.reject(new Error('no truth here')),
  };
}

/** A loaded model with one class and an operating point at 0.42. */
export function fakeModel(id: string, classId: string): LoadedManifest {
  const manifest = {
    id,
    name: id,
    version: '1.2.3',
    classes: [{ id: classId, name: `${classId} cells` }],
    defaultOperatingPoint: 'balanced',
    operatingPoints: [{ id: 'balanced', name: 'Balanced', threshold: 0.42 }],
  };
  return { manifest: manifest as unknown as LoadedManifest['manifest'], hash: 'abcdef0123456789' };
}

/** A page whose engine and sources are fakes; `ports` replaces any of them. */
export function testReticle(
  search = '',
  ports: Partial<ReticlePorts> = {},
): { reticle: Reticle; engines: FakeEngine[] } {
  const engines: FakeEngine[] = [];
  const memory = new Map<string, string>();
  const reticle = composeReticle(
    {
      createClient: () => {
        const engine = new FakeEngine();
        engines.push(engine);
        return engine;
      },
      modelUrls: async () => [
        'http://localhost/models/lymph-node-metastasis/',
        'http://localhost/models/prostate-cancer/',
      ],
      openSource: async (request) => fakeSource(request),
      listCameras: async () => [],
      cameraGranted: async () => false,
      watchForCamera: () => () => undefined,
      storage: new PreferenceStorage(() => ({
        getItem: (key) => memory.get(key) ?? null,
        setItem: (key, value) => void memory.set(key, value),
        removeItem: (key) => void memory.delete(key),
      })),
      exports: {
        measure: () => [],
        save: () => undefined,
        version: '0.0.0',
        now: () => new Date(0),
      },
      openCaseStore: () => new Promise(() => undefined),
      models: { openLibrary: () => new Promise(() => undefined), bring: () => import('../model/bring') },
      holdCase: async () => ({ held: true, whenHeld: Promise.resolve(), release: () => undefined }),
      offline: { keeper: null, otherPages: async () => false, reload: () => undefined },
      ...ports,
    },
    parseDeepLink(search),
  );
  return { reticle, engines };
}
