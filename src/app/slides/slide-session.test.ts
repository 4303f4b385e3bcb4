import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import type { StoredSlideMap } from '../../domain/stored-slide-map';
import type { SourceRequest } from '../../source/open-source';
import { t } from '../i18n/i18n';
import { CaseSession } from '../session/case-session';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { FakeEngine } from '../test-reticle';
import type { KeptSlide } from './kept-slide';
import { SlideSession } from './slide-session';

let count = 0;
let store: CaseStore;
beforeEach(async () => {
  store = await openStore(`slide session ${count++}`);
});
afterEach(async () => store.close());

/** What an engine would give of a slide; `highestIsland` tells one from the next. */
const keptAs = (highestIsland: number): KeptSlide => ({
  look: crypto.randomUUID(),
  engine: {
    atlas: { version: 1, islands: [] },
    memory: {
      ...{ version: 1, highestIsland, joins: [], keyframes: [] },
      ...{ pictures: new Uint8Array(), spectra: new Int8Array() },
    },
  } satisfies StoredSlideMap,
});

function page(options: { engine?: FakeEngine | null; kept?: KeptSlide | null } = {}) {
  const app = new AppStore(DEFAULT_PREFERENCES);
  const cases = new CaseSession(app, { openStore: async () => store, classes: [] });
  let engine = options.engine === undefined ? new FakeEngine() : options.engine;
  const stored = new Map<string, KeptSlide>();
  const left: string[] = [];
  const begun: (KeptSlide | null)[] = [];
  const slides = new SlideSession(app, {
    client: () => engine,
    openStore: () => cases.store(),
    openCase: () => cases.openCaseForWork(),
    keeper: {
      keep: async () => {
        left.push(app.state.capture.slide?.id ?? '');
        return options.kept ?? null;
      },
      read: async (id) => stored.get(id) ?? null,
    },
    begun: (kept) => begun.push(kept),
  });
  return {
    ...{ app, cases, slides, stored, left, begun },
    engine: () => engine,
    restart: () => {
      engine = new FakeEngine();
      return engine;
    },
  };
}

const camera = (deviceId: string): SourceRequest => ({ kind: 'camera', deviceId });
const file = (name: string): SourceRequest => ({ kind: 'file', file: new File(['x'], name) });
const demo = (seed: number): SourceRequest => ({
  ...{ kind: 'simulated', slide: 'lymph-node', seed, objective: 10, tour: false },
});

test.each<[string, SourceRequest, SourceRequest]>([
  ['two videos of one name', file('a.mp4'), file('a.mp4')],
  ['two shared windows', { kind: 'screen' }, { kind: 'screen' }],
  ['two cameras', camera('a'), camera('b')],
  ['two simulated slides', demo(1), demo(2)],
])('%s are two slides', (_, first, second) => {
  const { slides, engine } = page();
  slides.sourceComes(first);
  const before = slides.present.id;
  slides.sourceComes(second);
  expect(slides.present.id).not.toBe(before);
  expect(engine()?.slides.map(({ id }) => id)).toEqual([before, slides.present.id]);
});

test('the same camera plugged in again, and the same file after a restart, go on with the slide', () => {
  for (const request of [camera('a'), file('a.mp4')]) {
    const { slides, engine } = page();
    slides.sourceComes(request);
    const before = slides.present.id;
    slides.sourceComes(request);
    expect(slides.present.id).toBe(before);
    expect(engine()?.slides).toHaveLength(1);
  }
});

test('the way there and back between two cameras makes three slides', () => {
  const { slides } = page();
  const seen = new Set<string>();
  for (const request of [camera('a'), camera('b'), camera('a')]) {
    slides.sourceComes(request);
    seen.add(slides.present.id);
  }
  expect(seen.size).toBe(3);
});

test('Next slide begins another one, empty, and one step brings the former back with what was kept', async () => {
  const kept = keptAs(4);
  const { app, slides, engine, left, begun } = page({ kept });
  slides.sourceComes(camera('a'));
  const first = slides.present;
  expect(first.label).toBe('Slide 1');
  slides.next();
  expect(slides.present).toMatchObject({ label: 'Slide 2', caseId: null });
  expect(app.state.capture.former).toEqual(first);
  expect(left.at(-1)).toBe(first.id);
  expect(begun.at(-1)).toBeNull();
  await slides.undoNext();
  expect(slides.present).toEqual(first);
  expect(engine()?.slides.at(-1)).toEqual({ id: first.id, kept: kept.engine });
  expect(begun.at(-1)).toBe(kept);
  expect(app.state.capture.former).toBeNull();
});

test('what is stored first makes the case and the slide, once for all that ask', async () => {
  const { app, slides, cases } = page();
  await cases.start();
  const [a, b] = await Promise.all([slides.store(), slides.store()]);
  expect(a).toEqual(b);
  expect(await store.cases()).toHaveLength(1);
  expect(await store.slides(a.caseId)).toMatchObject([{ id: slides.present.id, label: 'Slide 1' }]);
  expect(app.state.capture.slide?.caseId).toBe(a.caseId);
});

test('looking alone makes no case; Next slide does', async () => {
  const { slides, cases } = page();
  await cases.start();
  expect(await slides.placeOf(slides.present, false)).toBeNull();
  expect(await store.cases()).toEqual([]);
  expect(await slides.placeOf(slides.present, true)).toMatchObject({ slideId: slides.present.id });
  expect(await store.cases()).toHaveLength(1);
});

test('another case: its slides are its own; a slide of which nothing is stored goes with the user', async () => {
  const { slides, cases } = page();
  await cases.start();
  await cases.newCase();
  const unstored = slides.present.id;
  await cases.newCase();
  expect(slides.present.id).toBe(unstored);
  await slides.store();
  await cases.newCase();
  expect(slides.present.id).not.toBe(unstored);
  expect(slides.present).toMatchObject({ label: 'Slide 1', caseId: null });
});

test('a page that is loaded again goes on with the last slide where it sees the same thing, else not', async () => {
  const first = page();
  await first.cases.start();
  first.slides.sourceComes(camera('a'));
  const { caseId } = await first.slides.store();
  const kept = keptAs(2);
  for (const [request, goesOn] of [
    [camera('a'), true],
    [camera('b'), false],
    [file('a.mp4'), false],
  ] as const) {
    const again = page();
    again.stored.set(first.slides.present.id, kept);
    again.slides.sourceComes(request);
    await again.cases.start();
    await again.slides.resumeLast();
    expect(again.app.state.capture.caseId).toBe(caseId);
    expect(again.slides.present.id === first.slides.present.id).toBe(goesOn);
    expect(again.engine()?.slides.at(-1)?.kept).toBe(goesOn ? kept.engine : null);
  }
  // The store was faster than the camera.
  const early = page();
  await early.cases.start();
  await early.slides.resumeLast();
  early.slides.sourceComes(camera('a'));
  expect(early.slides.present.id).toBe(first.slides.present.id);
  early.slides.sourceComes(camera('b'));
  expect(early.slides.present.id).not.toBe(first.slides.present.id);
});

test('an engine that was restarted is told of the slide, and gets its map from the store', async () => {
  const { slides, cases, stored, restart } = page();
  await cases.start();
  slides.sourceComes(camera('a'));
  await slides.store();
  const kept = keptAs(3);
  stored.set(slides.present.id, kept);
  const next = restart();
  slides.sourceComes(camera('a'));
  await vi.waitFor(() =>
    expect(next.slides).toEqual([
      { id: slides.present.id, kept: null },
      { id: slides.present.id, kept: kept.engine },
    ]),
  );
});

test('a slide that is overtaken while its map is read is not begun', async () => {
  const { slides, cases } = page();
  await cases.start();
  await slides.store();
  const [old] = await store.slides(slides.present.caseId ?? '');
  if (!old) throw new Error('no slide');
  slides.next();
  const continuing = slides.continueSlide(old);
  slides.next();
  const newest = slides.present.id;
  await continuing;
  expect(slides.present.id).toBe(newest);
});

test('a kept map that is damaged is told, and the slide begins without it', async () => {
  const engine = new FakeEngine();
  engine.beginSlide = () => Promise.reject(new Error('damaged'));
  const { app, slides } = page({ engine });
  slides.sourceComes(camera('a'));
  await vi.waitFor(() =>
    expect(app.state.notices).toMatchObject([
      { topic: 'slide-map-kept', report: { message: expect.stringContaining(t('slides.notRead')) } },
    ]),
  );
});
