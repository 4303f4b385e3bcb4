import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import { sampleSnapshot } from '../../capture/test-snapshot';
import { ReticleError } from '../../domain/errors';
import type { SnapshotResult } from '../../engine/port';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { CaptureSession } from './capture-session';

function taken(): SnapshotResult {
  const { snapshot, parts } = sampleSnapshot(crypto.randomUUID());
  const {
    schema: _,
    id: __,
    caseId: ___,
    number: ____,
    annotations: _____,
    notes: ______,
    ...facts
  } = snapshot;
  const { width, height } = facts;
  const thumbnail = new Blob(['small'], { type: 'image/jpeg' });
  return { facts, parts, thumbnail, width, height, umPerPx: 1, capturedAt: Date.parse(facts.capturedAt) };
}

let count = 0;
let store: CaseStore;
beforeEach(async () => {
  store = await openStore(`session ${count++}`);
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
});

function session(options: Partial<ConstructorParameters<typeof CaptureSession>[1]> = {}) {
  const app = new AppStore(DEFAULT_PREFERENCES);
  const files: SnapshotResult[] = [];
  const capture = new CaptureSession(app, {
    openStore: async () => store,
    snapshot: async () => taken(),
    saveFile: (result) => files.push(result),
    annotations: () => [],
    classes: [],
    ...options,
  });
  return { app, capture, files };
}

test('captures at the same time go into one new case, and are acknowledged when stored', async () => {
  const { app, capture } = session();
  await capture.start();
  expect(app.state.capture.caseId).toBeNull();
  const both = await Promise.all([capture.capture(), capture.capture()]);
  const cases = await store.cases();
  expect(cases).toHaveLength(1);
  expect(both.map((each) => each?.number).sort()).toEqual([1, 2]);
  expect(app.state.capture).toMatchObject({ caseId: cases[0]?.id, storing: 0, unsaved: 0 });
  expect(await store.snapshots(cases[0]?.id ?? '')).toContainEqual(app.state.capture.acknowledged);
});

test('what cannot be stored is kept, offered as a file, and stored on the next try', async () => {
  let full = true;
  const failing = new Proxy(store, {
    get: (target, name) => {
      if (name === 'add' && full)
        return () => Promise.reject(new ReticleError('storage-full', 'The storage is full.', 'Save it.'));
      const value = target[name as keyof CaseStore];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { app, capture, files } = session({ openStore: async () => failing });
  await capture.start();
  expect(await capture.capture()).toBeNull();
  expect(app.state.capture).toMatchObject({ unsaved: 1, acknowledged: null });
  expect(app.state.notices).toMatchObject([
    { topic: 'unsaved', ways: ['save-picture', 'store-again'], report: { message: 'The storage is full.' } },
  ]);
  full = false;
  await capture.storeUnsaved();
  expect(app.state.capture).toMatchObject({ unsaved: 0, acknowledged: { number: 1 } });
  full = true;
  await capture.capture();
  capture.saveUnsaved();
  expect(files).toHaveLength(1);
  expect(app.state.capture.unsaved).toBe(0);
});

test('without storage the page says so, and a capture is still offered as a file', async () => {
  const { app, capture, files } = session({
    openStore: () =>
      Promise.reject(new ReticleError('storage-newer', 'Written by a newer version.', 'Use it.')),
  });
  await capture.start();
  expect(app.state.capture.phase).toBe('unavailable');
  expect(app.state.notices).toMatchObject([{ report: { message: 'Written by a newer version.' } }]);
  await capture.capture();
  capture.saveUnsaved();
  expect(files).toHaveLength(1);
});

test("today's case goes on; yesterday's does not", async () => {
  const made = await store.createCase({ title: 'Node' });
  const today = session();
  await today.capture.start();
  expect(today.app.state.capture.caseId).toBe(made.id);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3600 * 1000 });
  const tomorrow = session();
  await tomorrow.capture.start();
  expect(tomorrow.app.state.capture).toMatchObject({ caseId: null, cases: [{ title: 'Node' }] });
});

test('deleting is undone, for a snapshot and for its case', async () => {
  const { app, capture } = session();
  await capture.start();
  const shot = await capture.capture();
  if (!shot) throw new Error('not stored');
  await capture.remove(shot);
  expect(app.state.capture).toMatchObject({ snapshots: [], deleted: 1, undoable: { kind: 'snapshot' } });
  await capture.undo();
  expect(app.state.capture.snapshots).toEqual([shot]);
  await capture.removeCase(shot.caseId);
  expect(app.state.capture).toMatchObject({ caseId: null, snapshots: [] });
  await capture.undo();
  expect(app.state.capture).toMatchObject({ caseId: shot.caseId, snapshots: [shot] });
});
