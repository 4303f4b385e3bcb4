import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import { sampleSnapshot } from '../../capture/test-snapshot';
import type { CalibrationProfile } from '../../domain/calibration';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { testReticle } from '../test-reticle';

let count = 0;
const stores: CaseStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function page() {
  const records = await openStore(`history ${count++}`);
  stores.push(records);
  const { reticle } = testReticle('', { openCaseStore: async () => records });
  await reticle.cases.start();
  const { store, actions, annotations, cases } = reticle;
  const undo = async () => {
    actions.history.undo();
    await store.history.settled();
  };
  const redo = async () => {
    actions.history.redo();
    await store.history.settled();
  };
  return { reticle, records, store, actions, editor: annotations.editor, cases, undo, redo };
}

/** A case of one snapshot. */
async function withSnapshot(records: CaseStore) {
  const { id: caseId } = await records.createCase({ title: 'One' });
  const snapshot = await records.add(sampleSnapshot(caseId));
  return { caseId, snapshot };
}

const profile: CalibrationProfile = {
  ...{ schema: 1, id: crypto.randomUUID(), name: '10x', camera: null, relay: null, objective: 10 },
  resolution: { width: 1280, height: 720 },
  ...{ umPerPx: 1, uncertaintyUmPerPx: 0.001, basis: 'micrometer', createdAt: '2026-01-01T00:00:00.000Z' },
};

test('the key takes back a deleted snapshot and a deleted case, also when its pill is gone', async () => {
  const { records, cases, undo, redo } = await page();
  const { caseId, snapshot } = await withSnapshot(records);
  await cases.openCase(caseId);
  await cases.remove(snapshot);
  cases.forget('undoable');
  expect(await records.snapshots(caseId)).toEqual([]);
  await undo();
  expect((await records.snapshots(caseId)).map(({ id }) => id)).toEqual([snapshot.id]);
  await redo();
  expect(await records.snapshots(caseId)).toEqual([]);
  await undo();
  await cases.removeCase(caseId);
  await undo();
  expect((await records.cases()).map(({ id }) => id)).toEqual([caseId]);
});

test('what the pill took back already is passed over by the key', async () => {
  const { records, store, cases, undo } = await page();
  const { caseId, snapshot } = await withSnapshot(records);
  await cases.openCase(caseId);
  store.overlay.set({ heatmap: false }, 'heatmap');
  await cases.remove(snapshot);
  await cases.undo();
  await undo();
  expect(store.state.preferences.overlay.heatmap).toBe(true);
});

test('annotations, overlay and deletions are taken back in the order of time', async () => {
  const { records, store, editor, cases, undo, redo } = await page();
  const { caseId, snapshot } = await withSnapshot(records);
  await cases.openCase(caseId);
  store.overlay.set({ heatmap: false }, 'heatmap');
  editor.add({ kind: 'text', at: { x: 0, y: 0 } }, { island: 0, classId: 'region' });
  await cases.remove(snapshot);
  store.overlay.set({ contours: false }, 'contours');
  const seen = async () => [
    store.state.preferences.overlay.heatmap,
    editor.state.annotations.length,
    (await records.snapshots(caseId)).length,
    store.state.preferences.overlay.contours,
  ];
  expect(await seen()).toEqual([false, 1, 0, false]);
  await undo();
  expect(await seen()).toEqual([false, 1, 0, true]);
  await undo();
  expect(await seen()).toEqual([false, 1, 1, true]);
  await undo();
  expect(await seen()).toEqual([false, 0, 1, true]);
  await undo();
  expect(await seen()).toEqual([true, 0, 1, true]);
  for (let i = 0; i < 4; i++) await redo();
  expect(await seen()).toEqual([false, 1, 0, false]);
});

test('a reset of the settings keeps what was measured and told, is offered to be undone, and is undone', async () => {
  const { reticle, store, undo } = await page();
  await reticle.sources.open({ kind: 'camera', deviceId: 'x' });
  store.overlay.answerModel('prostate-cancer');
  store.optics.saveProfile(profile);
  store.optics.setFlatFields([]);
  store.optics.setCamera({ relay: 0.5, mounting: { crop: null, rotation: 90, mirrored: false } });
  store.overlay.set({ opacity: 0.2 }, 'opacity');
  const before = store.state.preferences;
  store.resetPreferences();
  const after = store.state.preferences;
  expect(after.overlay.opacity).toBe(DEFAULT_PREFERENCES.overlay.opacity);
  expect(after.profiles).toBe(before.profiles);
  expect(after.flatFields).toBe(before.flatFields);
  expect(after.scales).toBe(before.scales);
  expect(after.cameras).toEqual({
    x: { name: 'fake camera', relay: 0.5, models: { 'prostate-cancer': true } },
  });
  expect(store.state.history.offer?.label).toContain('Settings were reset');
  await undo();
  expect(store.state.preferences).toEqual(before);
});

test('a calibration that was forgotten comes back', async () => {
  const { store, undo } = await page();
  store.optics.saveProfile(profile);
  store.optics.removeProfile(profile.id);
  await undo();
  expect(store.state.preferences.profiles).toEqual([profile]);
});
