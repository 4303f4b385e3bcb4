import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { DrawnAnnotation } from '../domain/annotation';
import { ReticleError } from '../domain/errors';
import type { CaseStore } from './case-store';
import { openStore } from './open-store';
import { sampleSnapshot } from './test-snapshot';
import { FaultyStorage, STORAGE_FAULTS } from './testing/faulty-storage';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [CASE, OTHER, SLIDE, FIRST, SECOND] = [id(1), id(2), id(3), id(4), id(5)];

function shot(which: string) {
  const { snapshot, parts } = sampleSnapshot(CASE, { id: which, slideId: SLIDE });
  const picture = (name: string) => new Blob([`${name} ${which}`], { type: 'image/png' });
  return { snapshot, parts: { ...parts, frame: picture('frame'), overlay: picture('overlay') } };
}
function drawn(n: number): DrawnAnnotation {
  return {
    schema: 1,
    annotation: {
      ...{ id: id(100 + n), shape: { kind: 'text', at: { x: n, y: 0 } }, island: 0, classId: null },
      ...{
        label: `number ${n}`,
        locked: false,
        createdAt: new Date(0).toISOString(),
        origin: { kind: 'drawn' },
      },
    },
    ...{ order: n, look: id(900), slideId: SLIDE },
  };
}
const view = {
  schema: 1 as const,
  keptAt: new Date(0).toISOString(),
  seenMm2: 1,
  examinedMm2: 1,
  foci: null,
};

/** All that a user does to a store, in an order in which each needs what came before. */
const WORK: readonly [string, (store: CaseStore) => Promise<unknown>][] = [
  ['createCase', (store) => store.createCase({ id: CASE, title: 'A', createdAt: new Date(0).toISOString() })],
  [
    'createSlide',
    (store) => store.createSlide({ id: SLIDE, caseId: CASE, createdAt: new Date(0).toISOString() }),
  ],
  ['add', (store) => store.add(shot(FIRST), new Blob(['small']))],
  ['add another', (store) => store.add(shot(SECOND))],
  ['updateCase', (store) => store.updateCase(CASE, { title: 'B', notes: 'noted' })],
  ['updateSnapshot', (store) => store.updateSnapshot(FIRST, { notes: 'seen' })],
  ['updateSlide', (store) => store.updateSlide(SLIDE, { label: 'Left node' })],
  ['keepDrawn', (store) => store.keepDrawn(CASE, { put: [drawn(0), drawn(1)], remove: [] })],
  [
    'keepDrawn again',
    (store) => store.keepDrawn(CASE, { put: [drawn(2)], remove: [drawn(0).annotation.id] }),
  ],
  ['keepMap', (store) => store.keepMap(SLIDE, { map: { cells: new Uint8Array(9) }, view, picture: null })],
  ['remove', (store) => store.remove(SECOND)],
  ['restore', (store) => store.restore(SECOND)],
  ['removeSlide', (store) => store.removeSlide(SLIDE)],
  ['restoreSlide', (store) => store.restoreSlide(SLIDE)],
  ['remove for good', (store) => store.remove(SECOND)],
  ['createCase beside it', (store) => store.createCase({ id: OTHER, createdAt: new Date(0).toISOString() })],
  ['removeCase', (store) => store.removeCase(OTHER)],
  ['restoreCase', (store) => store.restoreCase(OTHER)],
  ['purge', (store) => store.purge(0)],
];

/** Everything in a database, as text: bytes by their number. */
async function contents(name: string): Promise<string> {
  const raw = await openDB(name);
  const all: Record<string, unknown> = {};
  for (const store of raw.objectStoreNames) all[store] = await raw.getAll(store);
  raw.close();
  return JSON.stringify(all, (_, value) => {
    if (value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
    return ArrayBuffer.isView(value) ? `${value.byteLength} bytes` : value;
  });
}

let storage: FaultyStorage;
let count = 0;
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:00Z') });
  storage = new FaultyStorage();
});
afterEach(() => storage.arm(null));
afterAll(() => {
  storage.restore();
  vi.useRealTimers();
});

/** What the database holds after each piece of work that nothing goes wrong with, and how many steps each takes. */
async function undisturbed() {
  const name = `faults ${count++}`;
  const store = await openStore(name);
  const after = [await contents(name)];
  const steps: number[] = [];
  for (const [, work] of WORK) {
    storage.arm(Number.POSITIVE_INFINITY);
    await work(store);
    steps.push(storage.steps);
    storage.arm(null);
    after.push(await contents(name));
  }
  await store.close();
  return { after, steps };
}

async function storeAfter(pieces: number): Promise<{ readonly store: CaseStore; readonly name: string }> {
  const name = `faults ${count++}`;
  const store = await openStore(name);
  for (const [, work] of WORK.slice(0, pieces)) await work(store);
  return { store, name };
}

test.each(STORAGE_FAULTS.filter((fault) => fault !== 'slow'))(
  'a step of the store that goes wrong (%s), whichever: all or nothing, told by type, and made good by the next try',
  async (fault) => {
    const { after, steps } = await undisturbed();
    const outcomes = { acknowledged: 0, refused: 0 };
    let { store, name } = await storeAfter(0);
    for (const [piece, [title, work]] of WORK.entries()) {
      const many = steps[piece] ?? 0;
      for (let step = 0; step < many; step++) {
        const told = JSON.stringify({ work: title, step, fault });
        storage.arm(step, fault);
        const outcome: unknown = await work(store).then(
          () => 'acknowledged',
          (cause: unknown) => cause,
        );
        storage.arm(null);
        if (outcome === 'acknowledged') {
          outcomes.acknowledged++;
          expect(await contents(name), told).toBe(after[piece + 1]);
          await store.close();
          ({ store, name } = await storeAfter(piece));
        } else {
          outcomes.refused++;
          expect(outcome, told).toBeInstanceOf(ReticleError);
          if (fault === 'full') expect(outcome, told).toMatchObject({ code: 'storage-full' });
          expect(await contents(name), told).toBe(after[piece]);
        }
      }
      await work(store);
      expect(await contents(name), title).toBe(after[piece + 1]);
    }
    await store.close();
    const all = steps.reduce((sum, each) => sum + each, 0);
    expect(all).toBeGreaterThan(60);
    expect(outcomes.refused, JSON.stringify(outcomes)).toBeGreaterThan(0.8 * all);
  },
);

test('a step that is slow, whichever, changes nothing', async () => {
  const { after, steps } = await undisturbed();
  for (let step = 0; step < Math.max(...steps); step++) {
    const { store, name } = await storeAfter(0);
    for (const [, work] of WORK) {
      storage.arm(step, 'slow');
      await work(store);
      storage.arm(null);
    }
    expect(await contents(name), String(step)).toBe(after.at(-1));
    await store.close();
  }
});

test('two tabs of which one is slow at any step lose nothing that was acknowledged', async () => {
  for (let step = 0; step < 12; step++) {
    const name = `faults ${count++}`;
    const [one, two] = [await openStore(name), await openStore(name)];
    await one.createCase({ id: CASE });
    storage.arm(step, 'slow');
    await Promise.all([one.add(shot(FIRST)), two.add(shot(SECOND)), one.updateCase(CASE, { notes: 'both' })]);
    storage.arm(null);
    const numbers = (await two.snapshots(CASE)).map(({ number }) => number);
    expect([numbers, (await two.cases())[0]?.notes]).toEqual([[1, 2], 'both']);
    await one.close();
    await two.close();
  }
});
