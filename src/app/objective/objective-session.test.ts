import { expect, test } from 'vitest';
import type { CalibrationProfile } from '../../domain/calibration';
import { runAction } from '../actions/actions';
import { currentCalibration } from '../state/selectors';
import { testReticle } from '../test-reticle';

async function atTheCamera(objective: number | null = 10) {
  const { reticle, engines } = testReticle('?source=none');
  Object.assign(globalThis, { OffscreenCanvas: class {} });
  await reticle.sources.open({ kind: 'camera' });
  reticle.optics.setObjective(objective);
  const { objectiveChange: change, store } = reticle;
  return { reticle, change, store, engines, umPerPx: () => currentCalibration(store.state)?.umPerPx };
}

const profile = (objective: number, umPerPx: number): CalibrationProfile => ({
  schema: 1,
  id: crypto.randomUUID(),
  name: `${objective}x`,
  camera: null,
  resolution: { width: 1280, height: 720 },
  relay: null,
  objective,
  umPerPx,
  uncertaintyUmPerPx: 0.001,
  basis: 'micrometer',
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('a certain change switches, and undo brings back what was set', async () => {
  const { reticle, change, store, umPerPx } = await atTheCamera();
  change.noticed({ ratio: 0.25, certain: true });
  expect(store.state.objective).toBe(40);
  expect(umPerPx()).toBe(0.25);
  expect(change.notice).toMatchObject({ kind: 'switched', from: 10, to: { objective: 40 } });
  runAction('undo', reticle.actions);
  expect(store.state.objective).toBe(10);
  expect(change.notice.kind).toBe('none');
  // Once, and then never again by itself: the next press takes back something else.
  runAction('undo', reticle.actions);
  expect(store.state.objective).toBe(10);
  runAction('redo', reticle.actions);
  expect(store.state.objective).toBe(40);
  change.undo();
  expect(store.state.objective).toBe(10);
});

test('undo brings back a scale that the address gave', async () => {
  const { change, store, umPerPx } = await atTheCamera();
  store.patch({ linkedUmPerPx: 0.98 });
  change.noticed({ ratio: 0.5, certain: true });
  expect(umPerPx()).toBe(0.5);
  change.undo();
  expect(umPerPx()).toBe(0.98);
});

test('measured scales decide: the profile that fits is taken', async () => {
  const { change, store, umPerPx } = await atTheCamera();
  store.optics.saveProfile(profile(10, 0.65));
  store.optics.saveProfile(profile(20, 0.327));
  change.noticed({ ratio: 0.5, certain: true });
  expect(store.state.objective).toBe(20);
  expect(umPerPx()).toBe(0.327);
});

test('a doubtful change asks; a number key answers', async () => {
  const { reticle, change, store } = await atTheCamera();
  change.noticed({ ratio: 0.5, certain: false });
  expect(store.state.objective).toBe(10);
  expect(change.notice.kind).toBe('asking');
  runAction('objective3', reticle.actions);
  expect(store.state.objective).toBe(20);
  expect(change.notice.kind).toBe('none');
});

test('Escape, and the lens that is set, say that nothing was changed', async () => {
  for (const answer of ['closePanel', 'objective2'] as const) {
    const { reticle, change, store, engines } = await atTheCamera();
    const sent: string[] = [];
    reticle.engine.send = (command) => void sent.push(command.kind);
    store.patch({ panel: 'controls' });
    change.noticed({ ratio: 0.5, certain: false });
    runAction(answer, reticle.actions);
    expect(store.state.objective).toBe(10);
    expect(change.notice.kind).toBe('none');
    expect(sent).toEqual(['objective-unchanged']);
    // The panel below waits for the next Escape.
    expect(store.state.panel).toBe('controls');
    expect(engines).toHaveLength(0);
  }
});

test('another source or a restarted engine leaves nothing to ask', async () => {
  const { reticle, change, store } = await atTheCamera();
  change.noticed({ ratio: 0.5, certain: false });
  store.patch({ engine: { ...store.state.engine, phase: 'crashed' } });
  expect(change.notice.kind).toBe('none');
  change.noticed({ ratio: 0.5, certain: false });
  await reticle.sources.open({ kind: 'screen' });
  expect(change.notice.kind).toBe('none');
});
