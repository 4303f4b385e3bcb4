import { expect, test } from 'vitest';
import { assessedShare } from '../domain/field-counts';
import { Engine } from './engine';
import { settled } from './testing/gates';
import { levelOf } from './testing/glass';
import { CONTEXT, HeldEngine, settingsAt } from './testing/held-engine';
import { begin, deliver, goOn, running } from './testing/running-engine';

const lastStatus = (held: HeldEngine) => {
  held.beat();
  const status = held.events.filter((event) => event.kind === 'status').at(-1);
  return status?.kind === 'status' ? status.status.code : null;
};

test('a frame of the old source that is being taken in reaches neither track nor map of the next', async () => {
  const { held } = await running();
  deliver(held, 1);
  await settled();
  begin(held, 2);
  held.attach('another camera');
  await goOn(held);
  expect(held.engine.state.frame).toBeNull();
  expect(held.machine.islands.size).toBe(0);
  expect(held.engine.map.atlas.islands()).toEqual([]);
});

test('a lost device while the view is frozen: the picture, its place and its status come back', async () => {
  const { held, handlers } = await running();
  void handlers.settings({ settings: settingsAt(1, true, true) }, CONTEXT);
  await goOn(held);
  const before = held.pipeline;
  held.loseDevice();
  await goOn(held, 200);
  expect(held.pipeline).not.toBe(before);
  expect(held.pipeline?.drawn?.view.glass).toBe(1);
  expect(lastStatus(held)).not.toBe('waiting-for-frame');
  const answer = handlers.snapshot({ caption: [] }, CONTEXT);
  await goOn(held);
  const result = await answer;
  const { parts } = 'facts' in result ? result : result.value;
  expect(new Uint8Array(await parts.frame.arrayBuffer())[0]).toBe(levelOf(1));
});

test('the status and what is drawn agree after the device came back: cells are known again, and examined', async () => {
  const { held } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  held.loseDevice();
  await goOn(held, 300);
  deliver(held, 1);
  await goOn(held, 600);
  const { cells } = held.engine.inference.examination ?? {};
  expect(cells && assessedShare(cells)).toBe(1);
});

test('frozen, too, the cells that come back with the device are counted as they are drawn', async () => {
  const { held, handlers } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  void handlers.settings({ settings: settingsAt(1, true, true) }, CONTEXT);
  await goOn(held);
  held.loseDevice();
  await goOn(held, 900);
  held.beat();
  const last = held.events.filter((event) => event.kind === 'status').at(-1);
  expect(last?.kind === 'status' && last.status).toMatchObject({ code: 'frozen', examined: 1, frozen: true });
});

test('a snapshot asked for before the slide was changed is refused, not filed under the next', async () => {
  const { held, handlers } = await running();
  deliver(held, 1);
  await settled();
  const answer = Promise.resolve(handlers.snapshot({ caption: [] }, CONTEXT));
  begin(held, 2);
  const outcome = expect(answer).rejects.toMatchObject({
    code: 'snapshot-failed',
    message: expect.stringContaining('changed before the picture'),
  });
  await goOn(held);
  await outcome;
});

test('another scale while frozen takes the same frame in again', async () => {
  const { held, handlers } = await running();
  void handlers.settings({ settings: settingsAt(1, true, true) }, CONTEXT);
  await goOn(held);
  void handlers.settings({ settings: settingsAt(2, true, true) }, CONTEXT);
  await goOn(held);
  expect(held.engine.state.frame?.umPerPx).toBe(2);
  expect(held.pipeline?.tracked()?.umPerPx).toBe(2);
});

test('a hidden page takes no frame in, whatever its settings become', async () => {
  const { held, handlers } = await running();
  handlers.visibility({ visible: false }, CONTEXT);
  deliver(held, 1);
  await goOn(held);
  void handlers.settings({ settings: settingsAt(1, false) }, CONTEXT);
  await goOn(held);
  expect(held.source?.wanted).toBe(false);
  handlers.visibility({ visible: true }, CONTEXT);
  expect(held.source?.wanted).toBe(true);
});

test('a device that is lost while the models load leaves one set of models, and no error', async () => {
  const held = new HeldEngine();
  held.start(settingsAt(1));
  begin(held, 1);
  held.attach('camera');
  await settled();
  held.gates.open(0);
  await settled();
  // The models are on their way.
  held.loseDevice();
  await goOn(held, 200);
  expect(held.events.filter(({ kind }) => kind === 'models')).toHaveLength(1);
  expect(held.events.filter(({ kind }) => kind === 'error')).toEqual([]);
});

test('a frame that cannot be taken in is named as such, and the next is asked for', async () => {
  const { held } = await running();
  deliver(held, 1);
  await settled();
  for (let gate = 0; gate < 8; gate++) {
    held.gates.open(0, new Error('the decoder failed'));
    await settled();
  }
  const codes = held.engine.errors.entries().map(({ code }) => code);
  expect(codes).toContain('frame-failed');
  expect(codes).not.toContain('webgpu-lost');
  await goOn(held);
  expect(held.source?.wanted).toBe(true);
});

test('a damaged map of a slide is refused by name, and the slide begins empty', async () => {
  const { held, handlers } = await running();
  const kept = { atlas: { version: 99 }, memory: {} } as never;
  const slide = { id: 'slide 2', label: 'Slide 2' };
  expect(() => handlers['begin-slide']({ slide, kept }, CONTEXT)).toThrow();
  expect(held.engine.state.slide?.id).toBe('slide 2');
  expect(held.engine.map.atlas.islands()).toEqual([]);
});

test('a slide that is kept comes back with its map', async () => {
  const { held, handlers } = await running();
  deliver(held, 1);
  await goOn(held, 300);
  const kept = await handlers['slide-map'](undefined as never, CONTEXT);
  if (!kept || !('slideId' in kept)) throw new Error('nothing was kept');
  expect(kept.slideId).toBe('slide 1');
  const islands = held.engine.map.atlas.islands();
  expect(islands.length).toBeGreaterThan(0);
  begin(held, 2);
  expect(held.engine.map.atlas.islands()).toEqual([]);
  handlers['begin-slide']({ slide: { id: 'slide 1', label: 'Slide 1' }, kept: kept.kept }, CONTEXT);
  expect(held.engine.map.atlas.islands()).toEqual(islands);
});

test('its parts are put together before anything is started, and nothing is asked of the machine', () => {
  const nothing = () => {
    throw new Error('not yet');
  };
  const { handlers, state } = new Engine({
    ...{ openPipeline: nothing, openModels: nothing, emit: nothing, atRefresh: nothing, every: () => {} },
    encoder: { withRoom: nothing, encode: nothing },
    clock: { now: () => 0, wait: nothing },
  });
  expect(state).toMatchObject({ settings: null, hasSource: false, frame: null });
  expect(handlers.field({ modelId: 'none', classId: 'none' }, CONTEXT)).toBeNull();
});
