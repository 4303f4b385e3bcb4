import { expect, test } from 'vitest';
import { fakeModel, testReticle } from '../test-reticle';
import { engineSettings, isModelEnabled, thresholdLayer } from './selectors';
import { shownStatus } from './shown-status';

const demo = { kind: 'simulated', slide: 'lymph-node', seed: 7, objective: 10, tour: false } as const;

test('the model that fits the slide is on by default', async () => {
  const { reticle } = testReticle();
  const on = (id: string) => isModelEnabled(reticle.store.state, id);
  await reticle.sources.open(demo);
  expect([on('lymph-node-metastasis'), on('prostate-cancer')]).toEqual([true, false]);
  await reticle.sources.open({ ...demo, slide: 'prostate' });
  expect([on('lymph-node-metastasis'), on('prostate-cancer')]).toEqual([false, true]);
});

test("thresholds: provisional, then the operating point, then the user's", async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  const threshold = () =>
    engineSettings(store.state).layers.find(({ modelId }) => modelId === 'lymph-node-metastasis')?.threshold;
  expect(threshold()).toBe(0.5);
  store.patch({ models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  expect(threshold()).toBe(0.42);
  store.overlay.setThreshold(0.77);
  expect(threshold()).toBe(0.77);
});

test('the threshold slider sets the selected layer while it is on', () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  store.overlay.setModelEnabled('prostate-cancer', true);
  store.patch({ selectedLayer: 'prostate-cancer/cancer' });
  expect(thresholdLayer(store.state)?.modelId).toBe('prostate-cancer');
  store.overlay.setModelEnabled('prostate-cancer', false);
  expect(thresholdLayer(store.state)?.modelId).toBe('lymph-node-metastasis');
  store.overlay.setModelEnabled('lymph-node-metastasis', false);
  expect(thresholdLayer(store.state)).toBeNull();
});

test('a camera is not calibrated until its objective is chosen; an entered scale belongs to that objective', async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  const calibration = () => engineSettings(store.state).calibration;
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  expect(calibration()).toBeNull();
  reticle.optics.setObjective(10);
  expect(calibration()).toEqual({ umPerPx: 1, basis: 'nominal', objective: 10 });
  store.optics.enterScale(0.93);
  expect(calibration()).toEqual({ umPerPx: 0.93, basis: 'entered', objective: 10 });
  reticle.optics.setObjective(20);
  expect(calibration()).toEqual({ umPerPx: 0.5, basis: 'nominal', objective: 20 });
  reticle.optics.setObjective(10);
  expect(calibration()?.umPerPx).toBe(0.93);
  store.optics.enterScale(null);
  expect(calibration()?.basis).toBe('nominal');
});

test('a scale from the address holds for its source and objective only, and is not remembered', async () => {
  const { reticle } = testReticle('?source=camera&objective=10&umPerPx=0.972');
  const { store } = reticle;
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  expect(engineSettings(store.state).calibration).toEqual({
    umPerPx: 0.972,
    basis: 'entered',
    objective: 10,
  });
  expect(store.state.preferences.scales).toEqual({});
  reticle.optics.setObjective(20);
  expect(engineSettings(store.state).calibration?.umPerPx).toBe(0.5);
});

test('a scale that was told of a recording is not that of another of the same name', async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  const play = (content: string) =>
    reticle.sources.open({ kind: 'file', file: new File([content], 'field.mp4') });
  await play('one');
  reticle.optics.setObjective(10);
  store.optics.enterScale(0.3);
  await play('another');
  reticle.optics.setObjective(10);
  expect(engineSettings(store.state).calibration).toMatchObject({ basis: 'nominal' });
  await play('one');
  reticle.optics.setObjective(10);
  expect(engineSettings(store.state).calibration).toMatchObject({ basis: 'entered', umPerPx: 0.3 });
});

test('while a crop is drawn the whole picture is shown, as the camera gives it, without the overlay', async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  const mounting = { crop: { x: 0, y: 0, width: 640, height: 480 }, rotation: 90, mirrored: true } as const;
  store.optics.setCamera({ mounting });
  expect(engineSettings(store.state)).toMatchObject({ mounting, overlayVisible: true });
  store.patch({ cropping: { x: 0, y: 0, width: 640, height: 480 } });
  expect(engineSettings(store.state)).toMatchObject({
    mounting: { crop: null, rotation: 0, mirrored: false },
    overlayVisible: false,
  });
});

test('tissue is never called examined while the model that is on could not be loaded', () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  const backend = { name: 'wasm', description: 'x', threads: 1 } as const;
  store.patch({
    status: { code: 'examined', examined: 1 },
    models: [fakeModel('lymph-node-metastasis', 'metastasis')],
    engine: { ...store.state.engine, backend },
  });
  expect(shownStatus(store.state).code).toBe('examined');
  store.overlay.setModelEnabled('lymph-node-metastasis', false);
  store.overlay.setModelEnabled('prostate-cancer', true);
  expect(shownStatus(store.state).code).toBe('no-model');
});
