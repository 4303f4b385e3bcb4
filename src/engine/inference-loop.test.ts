import { afterEach, expect, test, vi } from 'vitest';
import type { PointUm } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../domain/overlay';
import { type Assessment, QUALITY_FIELDS } from '../domain/quality';
import type { LoadedModel, SegmentationRuntime } from '../domain/runtime';
import type { Tile, TileInput } from '../domain/tile';
import { SHARP_UM } from '../optics/assess';
import { ArrayCellStore } from '../slide-map/array-store';
import { CellWindow, windowIndex } from '../slide-map/cell-window';
import type { FieldPipeline, PinnedField } from './field-pipeline';
import { type ActiveModel, InferenceLoop } from './inference-loop';
import { SlideMapKeeper } from './slide-map-keeper';
import { Timings } from './timings';

const manifest = {
  id: 'test',
  tile: 128,
  margin: 32,
  stride: 16,
  umPerPx: 1,
  cellUm: 16,
  umPerPxRange: [0.8, 1.25],
  classes: [{ id: 'tumour', name: 'Tumour' }],
} as unknown as ModelManifest;

/** What the fake model says of a cell: a function of its place alone, as a network with valid padding does. */
const answer = (column: number, row: number) => Math.fround((((column * 31 + row * 17) % 97) + 97) / 200);

/** Time goes on by what is waited for, at once; the loop's turns without work are counted. */
function turningClock() {
  let time = 0;
  let turns = 0;
  return {
    now: () => time,
    wait: async (ms: number) => {
      time += ms;
      turns++;
      await nextTask();
    },
    /** Until the loop has found nothing to do some more times. */
    untilTurns: async (count = 3) => {
      const end = turns + count;
      await vi.waitFor(() => expect(turns).toBeGreaterThanOrEqual(end), 10_000);
    },
  };
}

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function bench() {
  const clock = turningClock();
  const stage = { centre: { x: 0, y: 0 } as PointUm, island: 0, umPerPx: 1, confidence: 1 };
  let quality: Assessment = 'assessed';
  const regions = new Float32Array(60 * QUALITY_FIELDS.length);
  let inFlight = 0;
  let mostInFlight = 0;
  let batches = 0;
  let hold: Promise<void> = Promise.resolve();
  const tracked = () => ({ ...stage, shiftPx: { x: 0, y: 0 } });
  let sequence = 0;
  const pipeline = {
    tracked,
    values: async (output: { data: Float32Array }) => output.data,
    pin: async (): Promise<PinnedField> => {
      const where = tracked();
      return {
        size: { width: 640, height: 384 },
        capturedAt: 1000 + sequence,
        sequence: sequence++,
        tracked: where,
        quality: { columns: 10, rows: 6, values: regions.slice() },
        extract: async (_, tiles, sizePx): Promise<TileInput> =>
          ({ kind: 'cpu', data: new Float32Array(0), count: tiles.length, size: sizePx, tiles }) as TileInput,
        resample: async ({ corners, sizePx }) => new Float32Array(corners.length * sizePx ** 2 * 3),
        release: () => {},
      };
    },
  } as unknown as FieldPipeline;
  const model = {
    manifest,
    hash: 'h',
    infer: async (input: TileInput & { tiles?: readonly Tile[] }) => {
      inFlight++;
      mostInFlight = Math.max(mostInFlight, inFlight);
      batches++;
      await hold;
      const cells = (input.size - 64) / 16;
      const data = new Float32Array(
        (input.tiles ?? []).flatMap((tile) =>
          Array.from({ length: cells * cells }, (_, i) =>
            answer(tile.column + (i % cells), tile.row + Math.floor(i / cells)),
          ),
        ),
      );
      inFlight--;
      return { kind: 'cpu' as const, data, count: input.count };
    },
  } as unknown as LoadedModel;
  const store = new ArrayCellStore(1);
  const active: ActiveModel = { model, store, cells: new CellWindow<unknown>(store) };
  const map = new SlideMapKeeper();
  const failed = vi.fn();
  const islandChanged = vi.fn();
  const loop = new InferenceLoop(
    {
      pipeline,
      runtime: {
        memory: 'cpu',
        backend: { name: 'wasm', description: '', threads: 1 },
      } as SegmentationRuntime,
      models: [active],
      map,
      enabled: () => true,
      assess: () => ({ columns: 10, rows: 6, regions: Array.from({ length: 60 }, () => quality) }),
      changed: () => {},
      islandChanged,
      failed,
    },
    new Timings(),
    clock,
  );
  return {
    stage,
    untilTurns: clock.untilTurns,
    loop,
    active,
    map,
    store,
    failed,
    islandChanged,
    setQuality: (next: Assessment) => {
      quality = next;
    },
    setBlur: (um: number) => {
      for (let i = QUALITY_FIELDS.indexOf('blurUm'); i < regions.length; i += QUALITY_FIELDS.length)
        regions[i] = um;
    },
    holdInference: (promise: Promise<void>) => {
      hold = promise;
    },
    counts: () => ({ mostInFlight, batches, looks: sequence }),
  };
}

let running: InferenceLoop | null = null;
afterEach(() => running?.stop());

async function settled(loop: InferenceLoop) {
  await vi.waitFor(() => {
    expect(loop.tiles.inferred).toBeGreaterThan(0);
    expect(loop.examination.examined).toBe(1);
    expect(loop.tiles.pending).toBe(0);
  }, 10_000);
}

test('fills the field with what the model says of each place, one inference at a time', async () => {
  const { loop, active, store, counts, failed } = bench();
  running = loop;
  loop.start();
  await settled(loop);
  let checked = 0;
  for (let row = -8; row < 8; row++)
    for (let column = -15; column < 15; column++)
      if (active.cells.state(column, row) >= 0) {
        expect(store.windows[0]?.[windowIndex(column, row)]).toBeCloseTo(answer(column, row), 6);
        checked++;
      }
  expect(checked).toBe(30 * 16);
  expect(counts().mostInFlight).toBe(1);
  expect(failed).not.toHaveBeenCalled();
});

test('known tissue is not inferred again when the stage comes back', async () => {
  const { loop, stage, untilTurns } = bench();
  running = loop;
  loop.start();
  await settled(loop);
  const first = loop.tiles.inferred;
  stage.centre = { x: 200, y: 0 };
  await vi.waitFor(() => expect(loop.tiles.inferred).toBeGreaterThan(first), 5000);
  await settled(loop);
  const second = loop.tiles.inferred;
  stage.centre = { x: 0, y: 0 };
  await vi.waitFor(() => expect(loop.tiles.reused).toBeGreaterThan(0), 5000);
  await untilTurns();
  expect(loop.tiles.inferred).toBe(second);
});

test('a sharper look replaces what was blurred, and leaves alone what was sharp', async () => {
  const { loop, setBlur, counts } = bench();
  running = loop;
  const untilLookedAgain = async () => {
    const { looks } = counts();
    await vi.waitFor(() => expect(counts().looks).toBeGreaterThan(looks + 3), 10_000);
  };
  setBlur(SHARP_UM + 0.5);
  loop.start();
  await settled(loop);
  await untilLookedAgain();
  const blurred = counts().batches;
  setBlur(SHARP_UM - 0.4);
  await vi.waitFor(() => expect(counts().batches).toBeGreaterThan(blurred), 10_000);
  await untilLookedAgain();
  await settled(loop);
  const sharp = counts().batches;
  setBlur(0.1);
  await untilLookedAgain();
  expect(counts().batches).toBe(sharp);
});

test.each([
  ['no-tissue', CELL_NO_TISSUE],
  ['out-of-focus', CELL_NOT_ASSESSED],
  ['over-exposed', CELL_NOT_ASSESSED],
] as const)('%s is never inferred and written as such', async (quality, code) => {
  const { loop, active, setQuality, counts } = bench();
  setQuality(quality);
  running = loop;
  loop.start();
  await vi.waitFor(() => expect(active.cells.state(0, 0)).toBe(code), 5000);
  expect(counts().batches).toBe(0);
  expect(loop.examination.dominant).toBe(quality);
  setQuality('assessed');
  await vi.waitFor(() => expect(active.cells.state(0, 0)).toBe(0), 5000);
});

test('a scale beyond the tolerated range is refused', async () => {
  const { loop, stage, counts } = bench();
  stage.umPerPx = 2.5;
  running = loop;
  loop.start();
  await vi.waitFor(() => expect(loop.examination.refusing).toHaveLength(1), 5000);
  expect(counts().batches).toBe(0);
});

test('an answer that arrives after the track was lost is dropped, and the old cells are forgotten', async () => {
  const { loop, stage, active, holdInference, islandChanged, counts, untilTurns } = bench();
  running = loop;
  let release = () => {};
  holdInference(
    new Promise<void>((resolve) => {
      release = resolve;
    }),
  );
  loop.start();
  await vi.waitFor(() => expect(counts().batches).toBe(1), 5000);
  stage.island = 1;
  stage.confidence = 0;
  release();
  await untilTurns();
  expect(loop.tiles.inferred).toBe(0);
  expect(active.cells.state(0, 0)).toBe(-1);
  stage.confidence = 1;
  await vi.waitFor(() => expect(islandChanged).toHaveBeenCalled(), 5000);
  await settled(loop);
});

test('tissue far beyond the window is known again when the stage comes back', async () => {
  const { loop, stage, store, untilTurns } = bench();
  running = loop;
  loop.start();
  await settled(loop);
  const before = store.windows[0]?.[windowIndex(3, 2)];
  const first = loop.tiles.inferred;
  stage.centre = { x: 40_000, y: -30_000 };
  await vi.waitFor(() => expect(loop.tiles.inferred).toBeGreaterThan(first), 5000);
  await settled(loop);
  const second = loop.tiles.inferred;
  stage.centre = { x: 0, y: 0 };
  await vi.waitFor(() => expect(loop.examination.examined).toBe(1), 5000);
  await untilTurns();
  expect(loop.tiles.inferred).toBe(second);
  expect(store.windows[0]?.[windowIndex(3, 2)]).toBe(before);
});

test('an island that comes back is known again, and clearing forgets until it is undone', async () => {
  const { loop, stage, map, active, untilTurns } = bench();
  running = loop;
  loop.start();
  await settled(loop);
  const first = loop.tiles.inferred;
  stage.island = 1;
  await vi.waitFor(() => expect(loop.tiles.inferred).toBeGreaterThan(first), 5000);
  await settled(loop);
  const second = loop.tiles.inferred;
  expect(second).toBeGreaterThan(1.8 * first);
  stage.island = 0;
  await vi.waitFor(() => expect(loop.island).toBe(0), 5000);
  await untilTurns();
  expect(loop.tiles.inferred).toBe(second);
  loop.stop();
  await nextTask();
  map.clear();
  loop.reload();
  expect(active.cells.state(0, 0)).toBe(-1);
  expect(map.undoClear()).toBe(true);
  loop.reload();
  expect(active.cells.state(0, 0)).toBe(0);
  expect(active.cells.time(0, 0)).toBeGreaterThan(0);
});

test('tissue known by another island name is not inferred again once the islands are joined', async () => {
  const { loop, stage, map, active, untilTurns } = bench();
  running = loop;
  loop.start();
  await settled(loop);
  const first = loop.tiles.inferred;
  // Lost, and found again by another name: the same tissue lies 1600 um to the right there.
  stage.island = 1;
  stage.centre = { x: 5008, y: 0 };
  await vi.waitFor(() => expect(loop.tiles.inferred).toBeGreaterThan(first), 5000);
  await settled(loop);
  const second = loop.tiles.inferred;
  const join = { from: 1, into: 0, offset: { x: -5008 + 1600, y: 0 } };
  map.join(join);
  stage.island = 0;
  stage.centre = { x: 1600, y: 0 };
  loop.joined(join);
  await untilTurns();
  expect(loop.tiles.inferred).toBe(second);
  expect(active.cells.state(100, 0)).toBe(0);
  expect(map.atlas.islands()).toEqual([0]);
  // A field that still goes by the old name is passed over.
  stage.island = 1;
  await untilTurns();
  expect(loop.island).toBe(0);
  expect(map.atlas.islands()).toEqual([0]);
});
