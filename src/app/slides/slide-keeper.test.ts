import { expect, test, vi } from 'vitest';
import type { CaseStore } from '../../capture/case-store';
import type { KeptMap } from '../../capture/slide-store';
import { ReticleError } from '../../domain/errors';
import type { MapState } from '../../domain/slide-map';
import type { StoredSlideMap } from '../../domain/stored-slide-map';
import { t } from '../i18n/i18n';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { FakeEngine } from '../test-reticle';
import { SlideKeeper } from './slide-keeper';

const SLIDE = { id: 'slide 1', label: 'Slide 1', caseId: null, source: null };
const KEPT = { atlas: { version: 1, islands: [] } } as unknown as StoredSlideMap;
const SHOWN = { view: { keptAt: 'now' }, picture: new Blob(['small']) };

function page(
  change: { place?: 'case' | 'none'; keepMap?: CaseStore['keepMap']; keptMap?: CaseStore['keptMap'] } = {},
) {
  const app = new AppStore(DEFAULT_PREFERENCES);
  app.slice('capture').patch({ slide: SLIDE });
  const engine = new FakeEngine();
  let revision = 1;
  let slideId = SLIDE.id;
  engine.map = async () => ({ state: { revision, islands: [0] } as unknown as MapState, picture: null });
  engine.slideMap = async () => ({ slideId, kept: KEPT });
  const written: [string, KeptMap][] = [];
  const keepMap: CaseStore['keepMap'] = async (id, map) => void written.push([id, map]);
  const keptMap: CaseStore['keptMap'] = async () => written.at(-1)?.[1].map ?? null;
  const store = { keepMap: change.keepMap ?? keepMap, keptMap: change.keptMap ?? keptMap };
  const placeOf = vi.fn(async () => (change.place === 'none' ? null : { caseId: 'c', slideId: SLIDE.id }));
  const kept = vi.fn();
  const keeper = new SlideKeeper(app, {
    client: () => engine,
    openStore: async () => store as unknown as CaseStore,
    ...{ placeOf, kept, look: () => 'look 1', now: () => 0 },
    pictures: { ofKept: async () => SHOWN as never },
  });
  return {
    ...{ app, engine, keeper, written, placeOf, kept },
    change: () => revision++,
    begin: (id: string) => {
      slideId = id;
    },
  };
}

test('the map of the present slide is kept with its look and a small picture, and told of', async () => {
  const { keeper, written, kept } = page();
  expect(await keeper.keep()).toEqual({ look: 'look 1', engine: KEPT });
  expect(written).toEqual([
    [SLIDE.id, { map: { look: 'look 1', engine: KEPT }, view: SHOWN.view, picture: SHOWN.picture }],
  ]);
  expect(kept).toHaveBeenCalledOnce();
  expect(await keeper.read(SLIDE.id)).toEqual({ look: 'look 1', engine: KEPT });
});

test('a slide that is read while its map is being written has that map', async () => {
  let written: unknown = null;
  let write = () => {};
  const gate = new Promise<void>((resolve) => {
    write = resolve;
  });
  const { keeper, app } = page({
    keepMap: async (_, { map }) => {
      await gate;
      written = map;
    },
    keptMap: async () => written,
  });
  const keeping = keeper.keep();
  app.slice('capture').patch({ slide: { ...SLIDE, id: 'slide 2' } });
  const reading = keeper.read(SLIDE.id);
  write();
  expect(await reading).toEqual(await keeping);
  expect(await reading).toEqual({ look: 'look 1', engine: KEPT });
});

test('what has not changed is not written again', async () => {
  const { keeper, written, change } = page();
  await keeper.keep();
  await keeper.keep();
  expect(written).toHaveLength(1);
  change();
  await keeper.keep();
  expect(written).toHaveLength(2);
});

test('an answer about another slide is never kept under this one', async () => {
  const { keeper, written, begin } = page();
  begin('slide 2');
  expect(await keeper.keep()).toBeNull();
  expect(written).toEqual([]);
});

test('without a case nothing is written, unless the user has left the slide by hand', async () => {
  const { keeper, written, placeOf } = page({ place: 'none' });
  await keeper.keep({ byHand: true });
  expect(placeOf).toHaveBeenCalledWith(SLIDE, true);
  expect(written).toEqual([]);
});

test('a slide that cannot be kept is told once, and the telling ends when it can', async () => {
  let full = true;
  const { app, keeper, change } = page({
    keepMap: async () => {
      if (full) throw new ReticleError('storage-full', 'The storage is full.', 'Make room.');
    },
  });
  expect(await keeper.keep()).toBeNull();
  await keeper.keep();
  expect(app.state.notices).toHaveLength(1);
  expect(app.state.notices[0]?.report).toEqual({
    message: `${t('slides.notKept')} The storage is full.`,
    remedy: t('slides.notKeptRemedy'),
  });
  full = false;
  change();
  await keeper.keep();
  expect(app.state.notices).toEqual([]);
});

test('a record that is no kept slide is none', async () => {
  const { keeper, written } = page();
  written.push(['x', { map: { look: 5 } } as unknown as KeptMap]);
  expect(await keeper.read('x')).toBeNull();
});
