import { expect, test } from 'vitest';
import { en } from '../i18n/en';
import { isModelEnabled } from '../state/selectors';
import { fakeModel, testReticle } from '../test-reticle';
import { ACTIONS, actionOf, runAction } from './actions';

const demo = { kind: 'simulated', slide: 'lymph-node', seed: 7, objective: 10, tour: false } as const;
const frame = { width: 1280, height: 720, umPerPx: 1, objective: 10 };

async function withDemo() {
  const { reticle } = testReticle();
  await reticle.sources.open(demo);
  reticle.store.patch({ frame, models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  return reticle;
}

test('ids and keys are unique, and every action has a label and a group', () => {
  const keys = ACTIONS.flatMap((action) => action.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
  for (const { label, group, keys: own } of ACTIONS) {
    expect(en.actions[label.key].length).toBeGreaterThan(2);
    expect(en.help.groups[group].length).toBeGreaterThan(2);
    expect(own.length).toBeGreaterThan(0);
  }
});

test('number keys turn the turret of the simulated microscope', async () => {
  const reticle = await withDemo();
  runAction('objective3', reticle.actions);
  expect(reticle.store.state.devices.turret?.objective).toBe(20);
  expect(actionOf('objective5').enabled(reticle.actions)).toBe(false);
});

test('number keys choose the objective of a camera', async () => {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'camera' });
  runAction('objective2', reticle.actions);
  expect(reticle.store.state.objective).toBe(10);
});

test('arrows move the stage by a tenth of the field', async () => {
  const reticle = await withDemo();
  const before = reticle.store.state.devices.stage?.position ?? { x: 0, y: 0 };
  runAction('stageRight', reticle.actions);
  runAction('stageUp', reticle.actions);
  expect(reticle.store.state.devices.stage?.position).toEqual({ x: before.x + 128, y: before.y - 72 });
});

test('threshold steps from the operating point, goes back to it, and is undone', async () => {
  const reticle = await withDemo();
  const threshold = () =>
    reticle.store.state.preferences.overlay.thresholds['lymph-node-metastasis/metastasis'];
  runAction('thresholdUp', reticle.actions);
  expect(threshold()).toBeCloseTo(0.43);
  runAction('thresholdSnap', reticle.actions);
  expect(threshold()).toBeUndefined();
  runAction('undo', reticle.actions);
  expect(threshold()).toBeCloseTo(0.43);
  runAction('undo', reticle.actions);
  expect(threshold()).toBeUndefined();
});

test('opacity stays within its range', async () => {
  const reticle = await withDemo();
  for (let i = 0; i < 30; i++) runAction('opacityUp', reticle.actions);
  expect(reticle.store.state.preferences.overlay.opacity).toBe(1);
  for (let i = 0; i < 30; i++) runAction('opacityDown', reticle.actions);
  expect(reticle.store.state.preferences.overlay.opacity).toBe(0);
});

test('bare tissue lasts while the key is held', async () => {
  const reticle = await withDemo();
  const action = actionOf('bare');
  action.run(reticle.actions);
  expect(reticle.store.state.bare).toBe(true);
  action.release?.(reticle.actions);
  expect(reticle.store.state.bare).toBe(false);
});

test('model keys switch, freeze toggles', async () => {
  const reticle = await withDemo();
  runAction('modelLymphNode', reticle.actions);
  runAction('modelProstate', reticle.actions);
  expect(isModelEnabled(reticle.store.state, 'lymph-node-metastasis')).toBe(false);
  expect(isModelEnabled(reticle.store.state, 'prostate-cancer')).toBe(true);
  runAction('freeze', reticle.actions);
  expect(reticle.store.state.frozen).toBe(true);
});

test('without a source nothing that needs one runs', () => {
  const { reticle } = testReticle();
  for (const id of ['freeze', 'snapshot', 'stageLeft', 'tour', 'objective1'] as const)
    expect(actionOf(id).enabled(reticle.actions)).toBe(false);
});

test('escape leaves what lies on top first', async () => {
  const reticle = await withDemo();
  reticle.store.patch({ cropping: { x: 0, y: 0, width: 100, height: 100 }, story: 'take' });
  reticle.store.page.openPanel('controls');
  runAction('closePanel', reticle.actions);
  expect(reticle.store.state).toMatchObject({ cropping: null, story: 'take', panel: 'controls' });
  runAction('closePanel', reticle.actions);
  expect(reticle.store.state).toMatchObject({ story: null, panel: 'controls' });
  runAction('closePanel', reticle.actions);
  expect(reticle.store.state.panel).toBeNull();
});
