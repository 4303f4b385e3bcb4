import { expect, test } from 'vitest';
import { newProfile } from '../calibration/new-profile';
import { firstSettings, parsePreferences, serialisePreferences } from '../state/preferences';
import { currentCalibration, currentOptics } from '../state/selectors';
import { testReticle } from '../test-reticle';
import { binningOf, SENSORS, scaleOfSensor } from './sensors';
import { asksForSetup, setupOf } from './setup-state';

async function onCamera() {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'camera', deviceId: 'a' });
  const { store } = reticle;
  store.patch({ frame: { width: 1280, height: 720, umPerPx: null, objective: null } });
  return { reticle, store };
}

const sensor = (name: string) => {
  const found = SENSORS.find((each) => each.name.includes(name));
  if (!found) throw new Error(name);
  return found;
};

test('a new camera is set up step by step, and asked no more', async () => {
  const { reticle, store } = await onCamera();
  expect(asksForSetup(store.state)).toBe(true);
  expect(setupOf(store.state)).toEqual({ objective: false, scale: null, light: null });
  store.optics.setSetup({});
  reticle.optics.setObjective(10);
  expect(setupOf(store.state)).toMatchObject({ objective: true, scale: null });
  const optics = currentOptics(store.state);
  if (!optics) throw new Error('no optics');
  const scale = scaleOfSensor(sensor('IMX385'), { pictureWidthPx: 1280, objective: 10, relay: 0.5 });
  store.optics.saveProfile(newProfile(optics, scale, 'numbers'));
  expect(currentCalibration(store.state)).toMatchObject({ umPerPx: 0.75, basis: 'numbers' });
  // Begun is gone on with, though a scale is known by now.
  expect(asksForSetup(store.state)).toBe(true);
  store.optics.setSetup({ lightSkipped: true });
  expect(setupOf(store.state)).toEqual({ objective: true, scale: 'known', light: 'skipped' });
  store.optics.setSetup({ left: true });
  expect(asksForSetup(store.state)).toBe(false);
});

test('who does not know the scale goes on with an estimate, which stays marked as one', async () => {
  const { reticle, store } = await onCamera();
  store.optics.setSetup({ estimated: true });
  expect(setupOf(store.state)?.scale).toBeNull();
  reticle.optics.setObjective(20);
  expect(setupOf(store.state)?.scale).toBe('estimated');
  expect(currentCalibration(store.state)).toMatchObject({ basis: 'nominal' });
});

test('it is remembered, of each camera by itself, and survives a reset of the settings', async () => {
  const { reticle, store } = await onCamera();
  store.optics.setSetup({ left: true });
  const { preferences } = parsePreferences(serialisePreferences(store.state.preferences));
  expect(preferences.cameras.a?.setup).toEqual({ left: true, estimated: false, lightSkipped: false });
  expect(firstSettings(preferences, null).cameras?.a?.setup?.left).toBe(true);
  await reticle.sources.open({ kind: 'camera', deviceId: 'b' });
  store.patch({ frame: { width: 1280, height: 720, umPerPx: null, objective: null } });
  expect(asksForSetup(store.state)).toBe(true);
});

test('a camera that was calibrated before, and what tells its own scale, is not asked', async () => {
  const { store } = await onCamera();
  store.patch({ objective: 10 });
  const optics = currentOptics(store.state);
  if (!optics) throw new Error('no optics');
  const measured = newProfile(optics, { umPerPx: 1, uncertaintyUmPerPx: 0.01 }, 'micrometer');
  store.optics.saveProfile(measured);
  expect(asksForSetup(store.state)).toBe(false);
  const demo = testReticle().reticle;
  await demo.sources.openDemo();
  demo.store.patch({ frame: { width: 1280, height: 720, umPerPx: 1, objective: 10 } });
  expect(asksForSetup(demo.store.state)).toBe(false);
  const screen = testReticle().reticle;
  await screen.sources.open({ kind: 'screen' });
  screen.store.patch({ frame: { width: 1280, height: 720, umPerPx: null, objective: null } });
  expect(asksForSetup(screen.store.state)).toBe(false);
});

test('a picture smaller than the sensor has larger px', () => {
  expect(binningOf(sensor('IMX178'), 3072)).toBe(1);
  expect(binningOf(sensor('IMX178'), 1536)).toBe(2);
  expect(binningOf(sensor('IMX178'), 1280)).toBeCloseTo(2.4);
  const scale = scaleOfSensor(sensor('IMX264'), { pictureWidthPx: 2448, objective: 20, relay: 0.5 });
  expect(scale.umPerPx).toBeCloseTo(0.345);
  expect(scale.uncertaintyUmPerPx / scale.umPerPx).toBeGreaterThan(0.05);
});
