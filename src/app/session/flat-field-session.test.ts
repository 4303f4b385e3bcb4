import { expect, test } from 'vitest';
import { ReticleError } from '../../domain/errors';
import { encodeGains, type MeasuredFlatField } from '../../domain/flat-field';
import { t } from '../i18n/i18n';
import { currentFlatField, engineSettings } from '../state/selectors';
import { FakeEngine, testReticle } from '../test-reticle';
import { FlatFieldSession } from './flat-field-session';

const measured: MeasuredFlatField = {
  level: 0.95,
  grid: {
    frame: { width: 1280, height: 720 },
    region: { x: 0, y: 0, width: 1280, height: 720 },
    columns: 2,
    rows: 2,
    gains: encodeGains(new Float32Array(12).fill(1.5)),
  },
  before: { nonUniformity: 0.2, cast: 0.3 },
  after: { nonUniformity: 0.005, cast: 0.002 },
};

async function page(takeBlank: FakeEngine['takeBlank']) {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'simulated', slide: 'lymph-node', seed: 7, objective: 10, tour: false });
  const { store } = reticle;
  store.patch({ frame: { width: 1280, height: 720, umPerPx: 1, objective: 10 } });
  const engine = new FakeEngine();
  engine.takeBlank = takeBlank;
  const session = new FlatFieldSession(store, () => engine);
  const gains = () => engineSettings(store.state).flatField?.gains;
  return { reticle, store, engine, session, gains };
}

test('a blank field is told to the engine, undone and removed', async () => {
  const { store, session, gains } = await page(async () => measured);
  await session.take();
  expect(gains()).toBe(measured.grid.gains);
  expect(currentFlatField(store.state)).toMatchObject({
    camera: 'Simulated microscope',
    objective: 10,
  });
  session.undo();
  expect(gains()).toBeUndefined();
  await session.take();
  session.remove();
  expect(gains()).toBeUndefined();
  session.undo();
  expect(gains()).toBe(measured.grid.gains);
});

test('it holds for its own objective only', async () => {
  const { reticle, session, gains } = await page(async () => measured);
  await session.take();
  reticle.optics.setObjective(20);
  expect(gains()).toBeUndefined();
  reticle.optics.setObjective(10);
  expect(gains()).toBe(measured.grid.gains);
});

test('an objective that changes meanwhile gets no flat field', async () => {
  let finish: (flat: MeasuredFlatField) => void = () => undefined;
  const { reticle, store, session } = await page(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  const taking = session.take();
  expect(session.canTake).toBe(false);
  reticle.optics.setObjective(40);
  finish(measured);
  await taking;
  expect(store.state.preferences.flatFields).toEqual([]);
  expect(session.canTake).toBe(true);
});

test('a refusal is shown, and what was there stays', async () => {
  const { store, engine, session, gains } = await page(async () => measured);
  await session.take();
  engine.takeBlank = () =>
    Promise.reject(new ReticleError('blank-not-blank', 'This is not blank glass.', 'Move.'));
  await session.take();
  expect(gains()).toBe(measured.grid.gains);
  expect(store.state.notices.at(-1)).toMatchObject({
    tone: 'error',
    report: { message: 'This is not blank glass.' },
  });
  engine.takeBlank = () => Promise.reject(new Error('lost'));
  await session.take();
  expect(store.state.notices.at(-1)?.report.message).toContain(t('flatField.failed'));
});

test('drifting light is said, and taken back', async () => {
  const { store, session } = await page(async () => measured);
  session.drifted(['colour']);
  expect(store.state.notices.at(-1)?.report).toEqual({
    message: t('flatField.drift.colour'),
    remedy: t('flatField.driftRemedy'),
  });
  session.drifted([]);
  expect(store.state.notices).toEqual([]);
});

test('frozen, there is nothing to take', async () => {
  const { store, session } = await page(async () => measured);
  store.patch({ frozen: true });
  expect(session.canTake).toBe(false);
});
