import { expect, test, vi } from 'vitest';
import type { CalibrationProfile } from '../../domain/calibration';
import { type ErrorReport, ReticleError } from '../../domain/errors';
import { encodeGains, type FlatField } from '../../domain/flat-field';
import type { FrameSource, Surface } from '../../domain/frame';
import type { EngineEvent } from '../../engine/port';
import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';
import { Signal } from '../signal';
import { DEFAULT_PREFERENCES, parsePreferences, serialisePreferences } from '../state/preferences';
import { asksForModel, engineSettings, openCameraName, scaleKey } from '../state/selectors';
import { AppStore } from '../state/store';
import { FakeEngine, fakeModel, fakeSource, testReticle } from '../test-reticle';
import type { CameraHooks } from './awaited-camera';
import { EngineSession } from './engine-session';

const demo = { kind: 'simulated', slide: 'lymph-node', seed: 7, objective: 10, tour: false } as const;
const crash: EngineEvent = {
  kind: 'error',
  fatal: true,
  error: { code: 'worker-crashed', message: 'It stopped.', remedy: 'Restart.' },
};

function engineSession() {
  const engines: FakeEngine[] = [];
  const store = new AppStore(DEFAULT_PREFERENCES);
  const restarted = vi.fn();
  const session = new EngineSession(
    store,
    {
      create: () => ({ canvas: {} as OffscreenCanvas, size: { width: 640, height: 360, pixelRatio: 2 } }),
      resized: new Signal(),
    },
    {
      createClient: () => {
        const engine = new FakeEngine();
        engines.push(engine);
        return engine;
      },
      models: async () => ['http://localhost/models/m/'],
      start: { backend: 'wasm' },
      visible: () => true,
    },
  );
  session.restarted.listen(restarted);
  return { session, store, engines, restarted };
}

test('the engine gets canvas, models, settings and options, then changes of settings only', async () => {
  const { session, store, engines } = engineSession();
  await session.start();
  const [engine] = engines;
  expect(engine?.sent('start')[0]).toMatchObject({
    models: ['http://localhost/models/m/'],
    options: { backend: 'wasm' },
    settings: { heatmap: true, calibration: null },
  });
  expect(engine?.sent('resize')).toMatchObject([{ width: 640, height: 360, pixelRatio: 2 }]);
  store.patch({ helpOpen: true });
  expect(engine?.sent('settings')).toHaveLength(0);
  store.overlay.set({ opacity: 0.3 }, 'opacity');
  expect(engine?.sent('settings')).toMatchObject([{ settings: { opacity: 0.3 } }]);
});

test('what does not concern the engine sends nothing, and no flat field is written out to find that', async () => {
  const { session, store, engines } = engineSession();
  await session.start();
  const [engine] = engines;
  const camera = fakeSource({ kind: 'camera' });
  const written = vi.fn();
  const frame = { width: 1280, height: 720 };
  const gains = encodeGains(new Float32Array(12).fill(1.5));
  const region = { x: 0, y: 0, ...frame };
  const grid = Object.assign({ frame, region, columns: 2, rows: 2, gains }, { toJSON: written });
  const flatField: FlatField = {
    ...{ schema: 1, id: crypto.randomUUID(), camera: null, relay: null, objective: 10, level: 0.95, grid },
    before: { nonUniformity: 0.2, cast: 0.3 },
    after: { nonUniformity: 0.005, cast: 0.002 },
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  store.patch({
    source: { phase: 'open', request: { kind: 'camera' }, source: camera },
    objective: 10,
    preferences: { ...DEFAULT_PREFERENCES, flatFields: [flatField] },
  });
  expect(engine?.sent('settings').at(-1)?.settings.flatField).toBe(grid);
  const sent = engine?.sent('settings').length;
  store.patch({ helpOpen: true });
  store.patch({ status: { code: 'looking', examined: 0.5 } });
  store.slice('map').patch({ fociTotal: 3 });
  store.patch({ frame: { ...frame, umPerPx: 1, objective: 10 } });
  expect(engine?.sent('settings')).toHaveLength(sent ?? -1);
  expect(written).not.toHaveBeenCalled();
});

test('a crashed engine is told with a restart, which brings a new one and the source again', async () => {
  const { session, store, engines, restarted } = engineSession();
  await session.start();
  engines[0]?.emit(crash);
  expect(store.state.engine.phase).toBe('crashed');
  expect(store.state.status.code).toBe('stopped');
  expect(store.state.notices[0]?.ways).toEqual(['restart']);
  await session.restart();
  expect(engines).toHaveLength(2);
  expect(engines[0]?.closed).toBe(true);
  expect(restarted).toHaveBeenCalledOnce();
  expect(store.state.engine.phase).toBe('starting');
  expect(store.state.notices).toEqual([]);
  // Late words of the old engine are not heard.
  engines[0]?.emit(crash);
  expect(store.state.engine.phase).toBe('starting');
});

test('an unusable canvas is replaced; the engine goes on with what it knows', async () => {
  const { session, store, engines, restarted } = engineSession();
  await session.start();
  const [engine] = engines;
  const unusable = {
    kind: 'canvas-unusable',
    error: { code: 'webgpu-lost', message: 'Lost.', remedy: 'Wait.' },
  } as const;
  engine?.emit(unusable);
  expect(engine?.sent('canvas')).toHaveLength(1);
  expect(engine?.sent('resize').at(-1)).toMatchObject({ width: 640, height: 360 });
  expect(engine?.closed).toBe(false);
  expect(engines).toHaveLength(1);
  expect(store.state.notices.map(({ report }) => report.message)).toEqual(['Lost.']);
  // A canvas without WebGPU that is unusable too leaves a restart to the user.
  engine?.emit(unusable);
  expect(engine?.sent('canvas')).toHaveLength(1);
  expect(store.state.engine.phase).toBe('crashed');
  await session.restart();
  expect(restarted).toHaveBeenCalledOnce();
  expect(engines[1]?.sent('start')[0]?.options).toEqual({ backend: 'wasm', drawing: 'canvas-2d' });
});

test('progress and models arrive, and ready resolves', async () => {
  const { session, store, engines } = engineSession();
  await session.start();
  engines[0]?.emit({ kind: 'progress', fraction: 0.4, stage: 'Compiling' });
  expect(store.state.engine.progress).toEqual({ fraction: 0.4, stage: 'Compiling' });
  const models = [fakeModel('lymph-node-metastasis', 'metastasis')];
  engines[0]?.emit({
    kind: 'models',
    manifests: models,
    backend: { name: 'wasm', description: 'x', threads: 1 },
  });
  await session.ready;
  expect(store.state.engine.progress).toBeNull();
  expect(store.state.models).toEqual(models);
});

const failure = (message: string): EngineEvent => ({
  kind: 'error',
  fatal: false,
  error: { code: 'model-failed', message, remedy: 'Reload the page.' },
});
const loadedModels: EngineEvent = {
  kind: 'models',
  manifests: [fakeModel('lymph-node-metastasis', 'metastasis')],
  backend: { name: 'wasm', description: 'x', threads: 1 },
};

test('every model that failed is told, also after the others are there', async () => {
  const { session, store, engines } = engineSession();
  await session.start();
  engines[0]?.emit(failure('The first could not be loaded.'));
  engines[0]?.emit(failure('The second could not be loaded.'));
  engines[0]?.emit(loadedModels);
  expect(store.state.notices.map(({ report }) => report.message)).toEqual([
    'The first could not be loaded.',
    'The second could not be loaded.',
  ]);
  // On another device they are tried again.
  engines[0]?.emit({ kind: 'ready', drawing: 'canvas-2d', adapter: 'x', notice: null, anew: false });
  expect(store.state.notices).toEqual([]);
});

test('ready waits for the models that can be loaded, whatever failed before', async () => {
  const { session, engines } = engineSession();
  await session.start();
  let ready = false;
  void session.ready.then(() => {
    ready = true;
  });
  engines[0]?.emit(failure('The first could not be loaded.'));
  await Promise.resolve();
  expect(ready).toBe(false);
  engines[0]?.emit(loadedModels);
  await session.ready;
  expect(ready).toBe(true);
});

test('ready does not wait for ever where nothing can run the models, and the reason is named', async () => {
  const { session, store, engines } = engineSession();
  await session.start();
  engines[0]?.emit({ kind: 'models', manifests: [], backend: null });
  engines[0]?.emit(failure('No way to run the models was found.'));
  await session.ready;
  expect(store.state.engine.progress).toBeNull();
  expect(store.state.notices[0]?.report.message).toBe('No way to run the models was found.');
});

test('what the engine tells of an earlier source is not heard, and says nothing of the next', async () => {
  const { session, store, engines } = engineSession();
  const placed = vi.fn();
  const ended = vi.fn();
  session.on('placement', placed);
  session.on('source-ended', ended);
  await session.start();
  const [engine] = engines;
  engine?.emit({ kind: 'ready', drawing: 'canvas-2d', adapter: 'x', notice: null, anew: true });
  const attach = () => session.send({ kind: 'source', port: null, label: 'camera' });
  attach();
  const first = engine?.sent('source').at(-1)?.attachment;
  const status = { code: 'examined', examined: 1 } as const;
  engine?.emit({ kind: 'status', status, attachment: first ?? -1 });
  expect(store.state.status.code).toBe('examined');
  attach();
  expect(store.state.status.code).toBe('no-source');
  const attachment = first ?? -1;
  const size = { width: 640, height: 480, umPerPx: 1, objective: 10 };
  engine?.emit({ kind: 'status', status, attachment });
  engine?.emit({ kind: 'frame', ...size, attachment });
  engine?.emit({ kind: 'placement', placement: null, attachment });
  const error = { code: 'camera-ended', message: 'Gone.', remedy: 'Plug it in.' } as const;
  engine?.emit({ kind: 'source-ended', error, attachment });
  expect([store.state.status.code, store.state.frame]).toEqual(['no-source', null]);
  expect([placed.mock.calls, ended.mock.calls]).toEqual([[], []]);
  engine?.emit({ kind: 'frame', ...size, attachment: attachment + 1 });
  expect(store.state.frame?.width).toBe(640);
});

test('a source whose worker dies is opened anew by itself, once; then the user has a button', async () => {
  const deaths: ((error: ErrorReport) => void)[] = [];
  const opened: FrameSource[] = [];
  const { reticle } = testReticle('', {
    openSource: async (request) => {
      const watchDeath = (listener: (error: ErrorReport) => void) => {
        deaths.push(listener);
        return () => undefined;
      };
      const source = Object.assign(fakeSource(request), { watchDeath });
      opened.push(source);
      return source;
    },
  });
  const crashed = {
    code: 'worker-crashed',
    message: 'The simulated microscope stopped.',
    remedy: 'x',
  } as const;
  const { store } = reticle;
  await reticle.sources.open(demo);
  store.state.simulator && reticle.source.simulate({ stage: { x: 77, y: 88 } });
  deaths[0]?.(crashed);
  await vi.waitFor(() => expect(opened).toHaveLength(2));
  await vi.waitFor(() => expect(store.state.source.phase).toBe('open'));
  expect(store.state.simulator?.stage).toEqual({ x: 77, y: 88 });
  const revived = { message: crashed.message, remedy: t('sources.revived') };
  expect(store.state.notices.map(({ report }) => report)).toMatchObject([revived]);
  deaths[1]?.(crashed);
  expect(store.state.source.phase).toBe('ended');
  expect(store.state.notices.at(-1)?.ways).toContain('retry');
});

test('a source that cannot be opened leaves the current one running, and says why', async () => {
  const opened: FrameSource[] = [];
  const { reticle } = testReticle('', {
    openSource: async (request) => {
      if (request.kind === 'file')
        throw new ReticleError('file-corrupt', '"cut.mp4" is cut short.', 'Copy it again.');
      const source = fakeSource(request);
      opened.push(source);
      return source;
    },
  });
  await reticle.sources.open(demo);
  await reticle.sources.openFile(new File(['x'], 'cut.mp4'));
  const { source, notices, opening } = reticle.store.state;
  expect(source.phase === 'open' && source.request).toEqual(demo);
  expect(opened).toMatchObject([{ closed: false }]);
  expect(opening).toBeNull();
  expect(notices[0]?.report.message).toContain('cut.mp4');
  expect(notices[0]?.ways).toContain('open-file');
});

test('of two openings the later one counts, and the overtaken one is closed', async () => {
  const waiting: ((source: FrameSource) => void)[] = [];
  const { reticle } = testReticle('', { openSource: () => new Promise((resolve) => waiting.push(resolve)) });
  const first = reticle.sources.open(demo);
  const second = reticle.sources.open({ ...demo, seed: 8 });
  const late = fakeSource(demo);
  waiting[1]?.(fakeSource(demo));
  await second;
  waiting[0]?.(late);
  await first;
  expect(late.closed).toBe(true);
  const { source } = reticle.store.state;
  expect(source.phase === 'open' && source.request).toMatchObject({ seed: 8 });
});

test('a camera that is unplugged is watched for, and goes on with its objective when it is back', async () => {
  let hooks: CameraHooks | null = null;
  const request: SourceRequest = { kind: 'camera' };
  const { reticle } = testReticle('', {
    watchForCamera: (camera, given) => {
      expect(camera).toMatchObject({ deviceId: 'first' });
      hooks = given;
      return () => undefined;
    },
  });
  await reticle.sources.open(request);
  expect(reticle.store.state.preferences.source).toEqual({
    ...{ kind: 'camera', deviceId: 'first', label: 'fake camera' },
  });
  reticle.optics.setObjective(20);
  reticle.source.ended({ code: 'camera-ended', message: 'It has stopped.', remedy: 'Check its cable.' });
  expect(reticle.store.state.source.phase).toBe('ended');
  expect(reticle.store.state.notices[0]?.ways).toContain('retry');
  (hooks as CameraHooks | null)?.onReopened(fakeSource(request));
  expect(reticle.store.state.source.phase).toBe('open');
  expect(reticle.store.state.objective).toBe(20);
});

test('a remembered camera that is not there is opened as soon as it is, unless something else was opened first', async () => {
  const waiting: CameraHooks[] = [];
  const stopped = vi.fn();
  const { reticle } = testReticle('', {
    openSource: async (request) => {
      if (request.kind === 'camera')
        throw new ReticleError('camera-missing', 'It is not there.', 'Plug it in.');
      return fakeSource(request);
    },
    watchForCamera: (camera, given) => {
      expect(camera).toMatchObject({ deviceId: 'gone', label: 'Camera A' });
      waiting.push(given);
      return stopped;
    },
  });
  const request: SourceRequest = { kind: 'camera', deviceId: 'gone', label: 'Camera A' };
  await reticle.sources.openFirst(request);
  expect(reticle.store.state.source.phase).toBe('none');
  waiting[0]?.onReopened(fakeSource(request));
  expect(reticle.store.state.source.phase).toBe('open');
  reticle.source.close();
  await reticle.sources.openFirst(request);
  await reticle.sources.open(demo);
  expect(stopped).toHaveBeenCalled();
  const late = fakeSource(request);
  waiting[1]?.onReopened(late);
  expect(late.closed).toBe(true);
  const { source } = reticle.store.state;
  expect(source.phase === 'open' && source.request.kind).toBe('simulated');
});

/** A shared window whose picture can change under the page. */
async function sharedWindow(label = 'window:7:0', request: SourceRequest = { kind: 'screen' }) {
  const seen = new Signal<Surface>();
  const { reticle } = testReticle('', {
    openSource: async (asked) => {
      const source = { ...fakeSource(asked), label };
      return { ...source, watchSurface: (listener) => seen.listen(listener) };
    },
  });
  await reticle.sources.open(request);
  const show = (width: number, height: number, name = label) =>
    seen.emit({ label: name, size: { width, height } });
  const umPerPx = () => engineSettings(reticle.store.state).calibration?.umPerPx ?? null;
  return { reticle, show, umPerPx };
}

test('a shared window that is resized has no scale until it is told again', async () => {
  const { reticle, show, umPerPx } = await sharedWindow();
  show(1280, 720);
  reticle.optics.setObjective(10);
  reticle.store.optics.enterScale(0.8);
  expect(umPerPx()).toBe(0.8);
  show(1280, 720);
  expect(umPerPx()).toBe(0.8);
  show(1600, 900);
  expect(umPerPx()).toBeNull();
  expect(reticle.store.state.notices.map(({ report }) => report)).toEqual([
    {
      message: t('sources.changed', { width: 1600, height: 900 }),
      remedy: t('sources.changedRemedy'),
    },
  ]);
  expect(t('sources.changed', { width: 1600, height: 900 })).toContain('1600 × 900');
  // What was entered belongs to the other size, and is not taken for this one.
  reticle.optics.setObjective(10);
  expect(umPerPx()).not.toBe(0.8);
});

test('a recording whose frames change their size has no scale from there on', async () => {
  const file = new File(['x'], 'drive.webm');
  const { reticle, show, umPerPx } = await sharedWindow('drive.webm', { kind: 'file', file });
  show(1280, 720);
  reticle.optics.setObjective(10);
  reticle.store.optics.enterScale(0.8);
  expect(umPerPx()).toBe(0.8);
  show(640, 360);
  expect(umPerPx()).toBeNull();
});

test('another window in place of the shared one has no scale, and none of the first', async () => {
  const { reticle, show, umPerPx } = await sharedWindow();
  show(1280, 720);
  reticle.optics.setObjective(10);
  reticle.store.optics.enterScale(0.8);
  show(1280, 720, 'window:8:0');
  expect(umPerPx()).toBeNull();
  reticle.optics.setObjective(10);
  expect(umPerPx()).not.toBe(0.8);
  // The first frame of a source only tells what is shown.
  expect(reticle.store.state.objective).toBe(10);
});

test('the size that the first frame has is the one that a scale belongs to, and changes nothing', async () => {
  const { reticle, show, umPerPx } = await sharedWindow();
  reticle.optics.setObjective(10);
  show(1920, 1080);
  expect(reticle.store.state.objective).toBe(10);
  reticle.store.optics.enterScale(0.8);
  expect(umPerPx()).toBe(0.8);
  expect(scaleKey(reticle.store.state)).toContain('1920x1080');
  expect(reticle.store.state.notices).toEqual([]);
});

test('no model is on over a real camera before the user tells which; the answer is remembered', async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  const on = () => engineSettings(store.state).layers.filter(({ enabled }) => enabled);
  store.patch({ models: [fakeModel('a', 'tumour'), fakeModel('b', 'tumour')] });
  // What was switched on a simulated slide says nothing of what lies under the camera.
  await reticle.sources.open(demo);
  store.overlay.setModelEnabled('a', true);
  await reticle.sources.open({ kind: 'camera', deviceId: 'x' });
  expect(on()).toEqual([]);
  expect(asksForModel(store.state)).toBe(true);
  store.overlay.answerModel('b');
  expect(on().map(({ modelId }) => modelId)).toEqual(['b']);
  expect(asksForModel(store.state)).toBe(false);
  await reticle.sources.open({ kind: 'camera', deviceId: 'y' });
  expect(on()).toEqual([]);
  expect(asksForModel(store.state)).toBe(true);
  store.overlay.answerModel(null);
  expect(on()).toEqual([]);
  expect(asksForModel(store.state)).toBe(false);
  await reticle.sources.open({ kind: 'camera', deviceId: 'x' });
  expect(on().map(({ modelId }) => modelId)).toEqual(['b']);
  store.overlay.setModelEnabled('a', true);
  expect(on().map(({ modelId }) => modelId)).toEqual(['a', 'b']);
  await reticle.sources.open(demo);
  expect(on().map(({ modelId }) => modelId)).toContain('a');
});

test('of two cameras of one make each has its own measured scale, also at the next visit', async () => {
  const make = (deviceId: string) => ({ deviceId, label: 'fake camera' });
  const { reticle } = testReticle('', { listCameras: async () => [make('b'), make('a')] });
  const { store, sources, optics } = reticle;
  const look = async (deviceId: string) => {
    await sources.open({ kind: 'camera', deviceId });
    optics.setObjective(40);
    return engineSettings(store.state).calibration;
  };
  await look('a');
  const camera = openCameraName(store.state);
  expect(camera).not.toBeNull();
  const profile: CalibrationProfile = {
    ...{ schema: 1, id: crypto.randomUUID(), name: '40x', camera, relay: null, objective: 40, umPerPx: 0.2 },
    ...{ resolution: { width: 1280, height: 720 }, uncertaintyUmPerPx: 0.001, basis: 'micrometer' },
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  store.optics.addProfiles({ profiles: [profile], flatFields: [] });
  expect(await look('a')).toMatchObject({ umPerPx: 0.2, basis: 'micrometer' });
  expect(await look('b')).toMatchObject({ basis: 'nominal' });
  expect(await look('a')).toMatchObject({ umPerPx: 0.2 });
  const { preferences } = parsePreferences(serialisePreferences(store.state.preferences));
  expect(preferences.cameras.a?.name).toBe(camera);
  expect(preferences.cameras.b?.name).not.toBe(camera);
});

test('another source starts without an objective: a scale is never carried over', async () => {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'camera', deviceId: 'a' });
  reticle.optics.setObjective(40);
  await reticle.sources.open({ kind: 'camera', deviceId: 'b' });
  expect(reticle.store.state.objective).toBeNull();
});

test.each([
  [null, null],
  ['its OME-XML says', 0.25],
])('a still image waits until its scale is confirmed: %s', async (_, suggestedUmPerPx) => {
  const told = { suggestedBy: suggestedUmPerPx === null ? null : 'ome', notes: [{ kind: 'squared' }] };
  const { reticle } = testReticle('', {
    openSource: async (request) =>
      request.kind === 'file'
        ? Object.assign(fakeSource(request), {
            still: { suggestedUmPerPx, ...told, umPerPx: request.umPerPx },
          })
        : fakeSource(request),
  });
  await reticle.sources.open(demo);
  const file = new File(['x'], 'field.png');
  await reticle.sources.openFile(file);
  expect(reticle.store.state.pendingImage).toEqual({ file, umPerPx: suggestedUmPerPx, told });
  expect(reticle.store.state.source).toMatchObject({ request: demo });
  await reticle.sources.openFile(file, 0.5);
  expect(reticle.store.state.pendingImage).toBeNull();
  expect(reticle.store.state.source).toMatchObject({ request: { kind: 'file', umPerPx: 0.5 } });
});

test('another slide brings its own model, whatever was switched on the one before', async () => {
  const { reticle } = testReticle();
  await reticle.sources.open(demo);
  reticle.store.overlay.setModelEnabled('lymph-node-metastasis', false);
  await reticle.sources.open({ ...demo, slide: 'prostate' });
  expect(reticle.store.state.preferences.overlay.models).toEqual({});
});

test('wrong values of the address become notices that name them', () => {
  const { reticle } = testReticle('?slide=liver&objective=-3');
  const messages = reticle.store.state.notices.map(({ report }) => report.message).join('\n');
  expect(messages).toContain(t('notices.linkTitle', { param: 'slide', value: 'liver' }));
  expect(messages).toContain('slide=liver');
  expect(messages).toContain('objective=-3');
});

test('scripts of the page can break nothing unless the address lets them', () => {
  expect(testReticle().reticle.window.loseDevice).toBeUndefined();
  expect(testReticle('?faults=off').reticle.window.loseDevice).toBeUndefined();
  expect(testReticle('?faults=on').reticle.window.loseDevice).toBeTypeOf('function');
});
