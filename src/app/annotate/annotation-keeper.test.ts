import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import { openStore } from '../../capture/open-store';
import { FIRST_UNPLACED_ISLAND, type Shape } from '../../domain/annotation';
import { ReticleError } from '../../domain/errors';
import { t } from '../i18n/i18n';
import { testReticle } from '../test-reticle';

const at = (x: number, y: number) => ({ x, y });
const line: Shape = { kind: 'line', from: at(0, 0), to: at(100, 0) };
const on = (island: number) => ({ island, classId: null });

let count = 0;
let name = '';
const stores: CaseStore[] = [];
beforeEach(() => {
  name = `keeper ${count++}`;
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

/** A page on this database; `fault` stands in for a failing disk. */
async function page(fault: { keepDrawn?: CaseStore['keepDrawn'] } = {}, holdCase = holding()) {
  const store = await openStore(name);
  stores.push(store);
  const real = store.keepDrawn.bind(store);
  store.keepDrawn = (caseId, change) => (fault.keepDrawn ?? real)(caseId, change);
  const { reticle } = testReticle('', { openCaseStore: async () => store, holdCase });
  await reticle.cases.start();
  await reticle.keeper.flush();
  const { annotations, keeper, cases, slides } = reticle;
  const { editor } = annotations;
  const caseId = () => reticle.store.state.capture.caseId ?? '';
  return { store, reticle, annotations, editor, keeper, cases, slides, caseId };
}
/** A promise that is settled by hand. */
function gate() {
  let [resolve, reject] = [() => {}, (_: unknown) => {}];
  const promise = new Promise<void>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve: () => resolve(), reject: (cause: unknown) => reject(cause) };
}

/** Cases that no other page has. */
const holding = () => async (_: string) => ({ held: true, whenHeld: Promise.resolve(), release: () => {} });
const settled = async ({ keeper }: { keeper: { flush(): Promise<void> } }) => {
  for (let i = 0; i < 4; i++) await keeper.flush();
};

test('what is drawn makes a case, is on the disk at once, and is back after a reload without a place', async () => {
  const first = await page();
  const a = first.editor.add(line, on(0));
  const b = first.editor.add(line, on(0));
  const c = first.editor.add(line, on(3));
  first.editor.change(b.id, { label: 'edge' });
  await vi.waitFor(async () => expect(await first.store.drawn(first.caseId())).toHaveLength(3));
  await settled(first);

  const second = await page();
  const back = second.editor.state.annotations;
  expect(back.map(({ id, label }) => [id, label])).toEqual([
    [a.id, ''],
    [b.id, 'edge'],
    [c.id, ''],
  ]);
  expect(back.every(({ island }) => island >= FIRST_UNPLACED_ISLAND)).toBe(true);
  expect(back[0]?.island).toBe(back[1]?.island);
  expect(back[0]?.island).not.toBe(back[2]?.island);
  expect(second.editor.hit(0, at(50, 0), 10)).toBeNull();
  expect(second.editor.state.canUndo).toBe(false);

  // Two looks never share an island, however often the page is loaded.
  second.editor.add(line, on(0));
  await settled(second);
  const islands = (await page()).editor.state.annotations.map(({ island }) => island);
  expect(new Set(islands).size).toBe(3);
});

test('placed here: the whole piece of tissue comes along, the places are kept, and undo takes them back', async () => {
  const first = await page();
  first.editor.add(line, on(0));
  const other = first.editor.add({ kind: 'text', at: at(50, 40) }, on(0));
  await settled(first);
  const { annotations, editor, ...second } = await page();
  annotations.place({ centre: at(1050, 2000), umPerPx: 1, island: 2, width: 100, height: 100 });
  editor.select(editor.state.annotations[0]?.id ?? '');
  expect(annotations.placeHere()).toBe(2);
  expect(editor.state.annotations[0]).toMatchObject({
    island: 2,
    shape: { from: at(1000, 2000), to: at(1100, 2000) },
  });
  expect(editor.state.annotations[1]).toMatchObject({ island: 2, shape: { at: at(1050, 2040) } });
  expect(annotations.placeHere()).toBe(0);
  await settled(second);
  const kept = await second.store.drawn(second.caseId());
  expect(kept.find(({ annotation }) => annotation.id === other.id)).toMatchObject({
    look: annotations.look.id,
    annotation: { island: 2 },
  });
  editor.undo();
  expect(editor.state.annotations[1]).toMatchObject({ shape: { at: at(50, 40) } });
});

test('what is undone and redone while the disk is slow is on the disk in the end', async () => {
  const fault: { keepDrawn?: CaseStore['keepDrawn'] } = {};
  const { editor, store, caseId, ...first } = await page(fault);
  const { id } = editor.add(line, on(0));
  await settled(first);
  const direct = await openStore(name);
  stores.push(direct);
  const slow = gate();
  const begun = gate();
  const removed = gate();
  fault.keepDrawn = async (into, change) => {
    begun.resolve();
    await slow.promise;
    await direct.keepDrawn(into, change);
    removed.resolve();
  };
  editor.undo();
  await begun.promise;
  editor.redo();
  delete fault.keepDrawn;
  slow.resolve();
  await removed.promise;
  const lying = async () => (await store.drawn(caseId())).map(({ annotation }) => annotation.id);
  await vi.waitFor(async () => expect(await lying()).toEqual([id]));
});

test('what was being written as its slide was left, and failed, is written later', async () => {
  const fault: { keepDrawn?: CaseStore['keepDrawn'] } = {};
  const { editor, store, slides, caseId, ...first } = await page(fault);
  editor.add(line, on(0));
  await settled(first);
  const began = gate();
  const fails = gate();
  fault.keepDrawn = async () => {
    began.resolve();
    await fails.promise;
  };
  const slide = slides.present.id;
  editor.add(line, on(0));
  await began.promise;
  slides.next();
  delete fault.keepDrawn;
  fails.reject(new Error('the disk was busy'));
  await settled(first);
  expect(await store.drawn(caseId(), slide)).toHaveLength(2);
});

test('undo and redo are kept too, in the order of the list', async () => {
  const first = await page();
  const a = first.editor.add(line, on(0));
  const b = first.editor.add(line, on(0));
  await settled(first);
  first.editor.remove(a.id);
  await settled(first);
  expect((await first.store.drawn(first.caseId())).map(({ annotation }) => annotation.id)).toEqual([b.id]);
  first.editor.undo();
  await settled(first);
  expect((await page()).editor.state.annotations.map(({ id }) => id)).toEqual([a.id, b.id]);
});

test('annotations stay with their slide, also one drawn in the moment of the change; back on it they are there', async () => {
  const { editor, slides, store, caseId, ...rest } = await page();
  const a = editor.add(line, on(1));
  await settled(rest);
  const [first] = await store.slides(caseId());
  const late = editor.add(line, on(1));
  slides.next();
  expect(editor.state.annotations).toHaveLength(0);
  const b = editor.add(line, on(0));
  await settled(rest);
  expect((await store.slides(caseId())).map(({ label }) => label)).toEqual(['Slide 1', 'Slide 2']);
  const drawnOn = async (id: string | undefined) =>
    (await store.drawn(caseId(), id)).map(({ annotation }) => annotation.id);
  expect(await drawnOn(first?.id)).toEqual([a.id, late.id]);
  expect(await drawnOn(slides.present.id)).toEqual([b.id]);
  await slides.undoNext();
  await settled(rest);
  expect(editor.state.annotations.map(({ id }) => id)).toEqual([a.id, late.id]);
  // No map of it was kept: nobody knows where they lie.
  expect(editor.state.annotations.every(({ island }) => island >= FIRST_UNPLACED_ISLAND)).toBe(true);
});

test('what was drawn before anything was stored stays with its own slide when the next is begun', async () => {
  const { editor, slides, store, caseId, ...rest } = await page();
  const a = editor.add(line, on(0));
  const before = slides.present;
  slides.next();
  await settled(rest);
  expect((await store.drawn(caseId(), before.id)).map(({ annotation }) => annotation.id)).toEqual([a.id]);
  expect(editor.state.annotations).toEqual([]);
});

test('on a slide that is continued, annotations lie where its kept map has them, after the joins it knows of', async () => {
  const { editor, annotations, slides, store, caseId, reticle, ...rest } = await page();
  const a = editor.add(line, on(1));
  const far = editor.add(line, on(7));
  await settled(rest);
  const [first] = await store.slides(caseId());
  if (!first) throw new Error('no slide');
  const engine = {
    atlas: { version: 1 as const, islands: [] },
    memory: {
      version: 1 as const,
      highestIsland: 3,
      joins: [{ from: 1, into: 0, offset: at(10, 20) }],
      keyframes: [],
      pictures: new Uint8Array(),
      spectra: new Int8Array(),
    },
  };
  const view = { schema: 1 as const, keptAt: new Date(0).toISOString(), seenMm2: 0, examinedMm2: 0 };
  const map = { look: annotations.look.id, engine };
  await store.keepMap(first.id, { map, view: { ...view, foci: null }, picture: null });
  slides.next();
  await settled(rest);
  await slides.continueSlide(first);
  await settled(rest);
  const [back, other] = editor.state.annotations;
  expect(back).toMatchObject({ id: a.id, island: 0, shape: { from: at(10, 20), to: at(110, 20) } });
  // Begun after the map was kept: the island of that number is another one now.
  expect(other?.id).toBe(far.id);
  expect(other?.island).toBeGreaterThanOrEqual(FIRST_UNPLACED_ISLAND);
});

test('annotations stay with their case; back in it they are there', async () => {
  const { editor, cases, caseId, ...rest } = await page();
  const a = editor.add(line, on(1));
  await settled(rest);
  const first = caseId();
  await cases.newCase();
  await settled(rest);
  expect(editor.state.annotations).toHaveLength(0);
  const b = editor.add(line, on(0));
  await settled(rest);
  await cases.openCase(first);
  await vi.waitFor(() => expect(editor.state.annotations).toMatchObject([{ id: a.id }]));
  expect((await rest.store.drawn(first)).map(({ annotation }) => annotation.id)).not.toContain(b.id);
});

test('what an import put into the open case comes to the page, also where undo still knows of it', async () => {
  const { editor, keeper, store, caseId } = await page();
  const a = editor.add(line, on(0));
  await settled({ keeper });
  const before = await store.drawn(caseId());
  editor.remove(a.id);
  await settled({ keeper });
  const [kept] = before;
  if (!kept) throw new Error('nothing was kept');
  const b = { ...kept, annotation: { ...kept.annotation, id: crypto.randomUUID(), label: 'imported' } };
  await store.keepDrawn(caseId(), { put: [kept, { ...b, order: 7 }], remove: [] });
  await keeper.readAgain(caseId());
  expect(editor.state.annotations.map(({ id }) => id)).toEqual([a.id, b.annotation.id]);
  editor.undo();
  expect(editor.state.annotations.map(({ id }) => id).sort()).toEqual([a.id, b.annotation.id].sort());
});

test('a write that failed is tried again by itself, until what is drawn is on the disk', async () => {
  const fault: { keepDrawn?: CaseStore['keepDrawn'] } = {};
  const { editor, keeper, reticle, store, caseId } = await page(fault);
  editor.add(line, on(0));
  await settled({ keeper });
  fault.keepDrawn = () => Promise.reject(new ReticleError('storage-full', 'The storage is full.', ''));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    editor.add(line, on(0));
    await keeper.flush();
    delete fault.keepDrawn;
    // Nobody asks for it: time alone brings it.
    await vi.advanceTimersByTimeAsync(5000);
  } finally {
    vi.useRealTimers();
  }
  await vi.waitFor(async () => expect(await store.drawn(caseId())).toHaveLength(2));
  await vi.waitFor(() => expect(reticle.store.state.notices).toEqual([]));
});

test('a case that another page keeps: told, nothing read or written; what is drawn begins a case of its own', async () => {
  const first = await page();
  const a = first.editor.add(line, on(0));
  await settled(first);
  let come: () => void = () => {};
  const whenHeld = new Promise<void>((resolve) => {
    come = resolve;
  });
  const waiting = { held: false, whenHeld, release: () => {} };
  const shared = first.caseId();
  const holdCase = async (id: string) => (id === shared ? waiting : await holding()(id));
  const second = await page({}, holdCase);
  const told = () =>
    second.reticle.store.state.notices.some(({ report }) => report.message === t('annotate.elsewhere'));
  expect(second.caseId()).toBe(shared);
  expect(told()).toBe(true);
  expect([first.keeper.isElsewhere, second.keeper.isElsewhere]).toEqual([false, true]);
  expect(second.editor.state.annotations).toHaveLength(0);
  const b = second.editor.add(line, on(0));
  await settled(second);
  const own = second.caseId();
  expect(own).not.toBe(shared);
  expect(told()).toBe(false);
  expect(second.keeper.isElsewhere).toBe(false);
  const ids = async (caseId: string) =>
    (await first.store.drawn(caseId)).map(({ annotation }) => annotation.id);
  expect(await ids(own)).toEqual([b.id]);
  expect(await ids(shared)).toEqual([a.id]);

  // Back in the shared case it waits again, until the other page has let go.
  await second.cases.openCase(shared);
  await settled(second);
  expect(told()).toBe(true);
  waiting.held = true;
  come();
  await vi.waitFor(() => expect(second.editor.state.annotations.map(({ id }) => id)).toEqual([a.id]));
  expect(told()).toBe(false);
});

test('a full disk is told once, loses nothing, and is made good by the next write', async () => {
  const fault: { keepDrawn?: CaseStore['keepDrawn'] } = {};
  const { editor, keeper, reticle, store, caseId } = await page(fault);
  editor.add(line, on(0));
  await settled({ keeper });
  fault.keepDrawn = () => Promise.reject(new ReticleError('storage-full', 'The storage is full.', ''));
  editor.add(line, on(0));
  await keeper.flush();
  await keeper.flush();
  const told = () => reticle.store.state.notices.filter(({ topic }) => topic === 'annotations-kept');
  expect(told()).toHaveLength(1);
  expect(told()[0]?.report).toEqual({
    message: `${t('annotate.notKept')} The storage is full.`,
    remedy: t('annotate.notKeptRemedy'),
  });
  expect(editor.state.annotations).toHaveLength(2);
  delete fault.keepDrawn;
  await keeper.flush();
  expect(told()).toHaveLength(0);
  expect(await store.drawn(caseId())).toHaveLength(2);
});

test('a new look takes every place away, and a join moves the frozen field along', async () => {
  const { annotations, editor } = await page();
  const { id } = editor.add(line, on(1));
  annotations.place({ centre: at(5, 5), umPerPx: 1, island: 1, width: 10, height: 10 });
  annotations.join({ from: 1, into: 0, offset: at(10, 0) });
  expect(annotations.placement).toMatchObject({ island: 0, centre: at(15, 5) });
  expect(editor.hit(0, at(60, 0), 5)?.id).toBe(id);
  annotations.beginLook();
  expect(annotations.placement).toBeNull();
  expect(editor.hit(0, at(60, 0), 5)).toBeNull();
});
