import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import { sampleSnapshot } from '../../capture/test-snapshot';
import { ReticleError } from '../../domain/errors';
import type { SnapshotResult } from '../../engine/port';
import { t } from '../i18n/i18n';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { CaptureSession } from './capture-session';
import { CaseSession } from './case-session';
import type { UnsavedCapture } from './unsaved-captures';

function taken(): SnapshotResult {
  const { snapshot, parts } = sampleSnapshot(crypto.randomUUID());
  const {
    schema: _,
    id: __,
    caseId: ___,
    number: ____,
    annotations: _____,
    notes: ______,
    slideId: _______,
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

function session(
  options: Partial<ConstructorParameters<typeof CaptureSession>[2]> = {},
  openStore: () => Promise<CaseStore> = async () => store,
) {
  const app = new AppStore(DEFAULT_PREFERENCES);
  const slide = { id: crypto.randomUUID(), label: 'Slide 1', caseId: null, source: null };
  app.slice('capture').patch({ slide });
  const saved: (readonly UnsavedCapture[])[] = [];
  const cases = new CaseSession(app, { openStore, classes: [] });
  const capture = new CaptureSession(app, cases, {
    snapshot: async () => taken(),
    file: () => {
      const { slide: present } = app.state.capture;
      if (!present) throw new Error('no slide');
      return { slide: present, caseId: cases.openCaseForWork(), annotations: () => [] };
    },
    storeSlide: async ({ id, label, source }, caseId) =>
      void (await (await cases.store()).createSlide({ id, label, source, caseId })),
    saveArchives: async (captures) => void saved.push(captures),
    ...options,
  });
  return { app, cases, capture, saved, slide };
}

/** The store, which refuses snapshots as long as `full` says so. */
function refusing(full: () => boolean): CaseStore {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'add' && full())
        return () => Promise.reject(new ReticleError('storage-full', 'The storage is full.', 'Save it.'));
      const value = target[name as keyof CaseStore];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('captures at the same time go into one new case, and are acknowledged when stored', async () => {
  const { app, cases, capture } = session();
  await cases.start();
  expect(app.state.capture.caseId).toBeNull();
  const both = await Promise.all([capture.capture(), capture.capture()]);
  const made = await store.cases();
  expect(made).toHaveLength(1);
  expect(both.map((each) => each?.number).sort()).toEqual([1, 2]);
  expect(app.state.capture).toMatchObject({ caseId: made[0]?.id, storing: 0, unsaved: 0 });
  expect(await store.snapshots(made[0]?.id ?? '')).toContainEqual(app.state.capture.acknowledged);
});

test('a capture belongs to the case and slide of the key press, whatever is opened before its picture is ready', async () => {
  let ready: (result: SnapshotResult) => void = () => {};
  const { app, cases, capture, slide } = session({
    snapshot: () => new Promise((resolve) => (ready = resolve)),
  });
  await cases.start();
  const own = await cases.openCaseForWork();
  const capturing = capture.capture();
  await cases.newCase();
  app.slice('capture').patch({ slide: { ...slide, id: crypto.randomUUID(), label: 'Slide 2' } });
  ready(taken());
  expect(await capturing).toMatchObject({ caseId: own, slideId: slide.id });
  expect(await store.snapshots(app.state.capture.caseId ?? '')).toEqual([]);
});

test('a picture of another slide is not filed under the slide of the key press', async () => {
  const other = { ...taken(), facts: { ...taken().facts, slide: { id: crypto.randomUUID(), label: 'B' } } };
  const { app, cases, capture } = session({ snapshot: async () => other });
  await cases.start();
  expect(await capture.capture()).toBeNull();
  const report = { message: t('capture.otherSlide'), remedy: t('capture.otherSlideRemedy') };
  expect(app.state.notices).toMatchObject([{ topic: 'snapshot', report }]);
  expect(await store.snapshots(app.state.capture.caseId ?? '')).toEqual([]);
});

test('what cannot be stored is kept, and stored on the next try where it belongs', async () => {
  let full = true;
  const { app, cases, capture, slide } = session({}, async () => refusing(() => full));
  await cases.start();
  const own = await cases.openCaseForWork();
  expect(await capture.capture()).toBeNull();
  expect(app.state.capture).toMatchObject({ unsaved: 1, acknowledged: null });
  expect(app.state.notices).toMatchObject([
    { topic: 'unsaved', ways: ['save-picture', 'store-again'], report: { message: 'The storage is full.' } },
  ]);
  await cases.newCase();
  app.slice('capture').patch({ slide: { ...slide, id: crypto.randomUUID() } });
  await capture.storeUnsaved();
  expect(app.state.capture.unsaved).toBe(1);
  full = false;
  await capture.storeUnsaved();
  expect(app.state.capture).toMatchObject({
    unsaved: 0,
    acknowledged: { number: 1, caseId: own, slideId: slide.id },
  });
  expect(await store.snapshots(own)).toHaveLength(1);
});

test('captures that are saved as files are dropped only when all of them were written', async () => {
  let refused = true;
  const saved: (readonly UnsavedCapture[])[] = [];
  const { app, cases, capture } = session(
    {
      saveArchives: async (captures) => {
        if (refused) throw new ReticleError('export-failed', 'The archive was not written.', 'Again.');
        saved.push(captures);
      },
    },
    async () => refusing(() => true),
  );
  await cases.start();
  await capture.capture();
  await capture.capture();
  await capture.saveUnsaved();
  expect(app.state.capture.unsaved).toBe(2);
  expect(app.state.notices).toMatchObject([{ report: { message: 'The archive was not written.' } }]);
  refused = false;
  await capture.saveUnsaved();
  expect(app.state.capture.unsaved).toBe(0);
  expect(saved).toMatchObject([[{ stored: { parts: { maps: expect.any(Map) } } }, {}]]);
});

test('memory for what is not stored has an end: no more is taken, and none is dropped', async () => {
  let exposures = 0;
  const { app, cases, capture } = session(
    {
      unsavedBudget: 1,
      snapshot: async () => {
        exposures++;
        return taken();
      },
    },
    async () => refusing(() => true),
  );
  await cases.start();
  await capture.capture();
  await capture.capture();
  expect([exposures, app.state.capture.unsaved]).toEqual([1, 1]);
  expect(app.state.notices).toMatchObject([
    {
      topic: 'unsaved',
      ways: ['save-picture', 'store-again'],
      report: {
        message: t('capture.unsavedFull', { count: 1 }),
        remedy: t('capture.unsavedFullRemedy'),
      },
    },
  ]);
});

test('without storage the page says so, and captures of one case are still offered as a file', async () => {
  const { app, cases, capture, saved } = session({}, () =>
    Promise.reject(new ReticleError('storage-newer', 'Written by a newer version.', 'Use it.')),
  );
  await cases.start();
  expect(app.state.capture.phase).toBe('unavailable');
  expect(app.state.notices).toMatchObject([{ report: { message: 'Written by a newer version.' } }]);
  await capture.capture();
  await capture.capture();
  await capture.saveUnsaved();
  expect(saved).toHaveLength(1);
  expect(new Set(saved.flat().map(({ stored }) => stored.snapshot.caseId)).size).toBe(1);
});

test("today's case goes on; yesterday's does not", async () => {
  const made = await store.createCase({ title: 'Node' });
  const today = session();
  await today.cases.start();
  expect(today.app.state.capture.caseId).toBe(made.id);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3600 * 1000 });
  const tomorrow = session();
  await tomorrow.cases.start();
  expect(tomorrow.app.state.capture).toMatchObject({ caseId: null, cases: [{ title: 'Node' }] });
});

test('deleting is undone, for a snapshot and for its case', async () => {
  const { app, cases, capture } = session();
  await cases.start();
  const shot = await capture.capture();
  if (!shot) throw new Error('not stored');
  await cases.remove(shot);
  expect(app.state.capture).toMatchObject({ snapshots: [], deleted: 1, undoable: { kind: 'snapshot' } });
  await cases.undo();
  expect(app.state.capture.snapshots).toEqual([shot]);
  await cases.removeCase(shot.caseId);
  expect(app.state.capture).toMatchObject({ caseId: null, snapshots: [] });
  await cases.undo();
  expect(app.state.capture).toMatchObject({ caseId: shot.caseId, snapshots: [shot] });
});

test('site data that were cleared are told once, and what is captured then goes into a case of its own', async () => {
  const { app, cases, capture } = session();
  await cases.start();
  await capture.capture();
  const before = app.state.capture.caseId;
  await cases.refresh();
  expect(app.state.notices).toEqual([]);
  const raw = await openDB(`session ${count - 1}`);
  const emptied = raw.transaction([...raw.objectStoreNames], 'readwrite');
  for (const name of emptied.objectStoreNames) await emptied.objectStore(name).clear();
  await emptied.done;
  raw.close();
  await cases.refresh();
  await cases.refresh();
  const report = { message: t('capture.caseGone'), remedy: t('capture.caseGoneRemedy') };
  expect(app.state.notices).toMatchObject([{ topic: 'case-gone', report }]);
  expect(app.state.capture).toMatchObject({ caseId: null, snapshots: [] });
  const stored = await capture.capture();
  expect(stored?.caseId).not.toBe(before);
  expect(await store.cases()).toHaveLength(1);
});
