import { afterEach, expect, test, vi } from 'vitest';
import { assessedShare, fieldState } from '../../domain/field-counts';
import type { PointUm } from '../../domain/geometry';
import type { ModelManifest } from '../../domain/manifest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../../domain/overlay';
import { type Assessment, QUALITY_FIELDS } from '../../domain/quality';
import type { LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import { StepClock } from '../../domain/testing/step-clock';
import type { Tile, TileInput } from '../../domain/tile';
import { SHARP_UM } from '../../optics/assess';
import { ArrayCellStore } from '../../slide-map/array-store';
import { CellWindow, windowIndex } from '../../slide-map/cell-window';
import { Epoch } from '../epoch';
import type { FieldPipeline, PinnedField } from '../field-pipeline';
import { SlideMapKeeper } from '../slide-map-keeper';
import { Timings } from '../timings';
import type { ActiveModel } from './active-model';
import { InferenceLoop } from './inference-loop';

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

function bench() {
  const clock = new StepClock();
  const epoch = new Epoch();
  const stage = { centre: { x: 0, y: 0 } as PointUm, island: 0, umPerPx: 1, confidence: 1 };
  const size = { width: 640, height: 384 };
  let quality: Assessment = 'assessed';
  const regions = new Float32Array(60 * QUALITY_FIELDS.length);
  let inFlight = 0;
  let mostInFlight = 0;
  let batches = 0;
  let readBackMs = 0;
  const areas: number[] = [];
  let hold: Promise<void> = Promise.resolve();
  const tracked = () => ({ ...stage, shiftPx: { x: 0, y: 0 } });
  let sequence = 0;
  const pipeline = {
    tracked,
    values: async (output: { data: Float32Array }) => {
      if (readBackMs > 0) await clock.wait(readBackMs);
      return output.data;
    },
    pin: async (): Promise<PinnedField> => {
      const where = tracked();
      return {
        size: { ...size },
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
      areas.push(input.count * input.size ** 2);
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
      prepare: async () => {},
      assess: () => ({ columns: 10, rows: 6, regions: Array.from({ length: 60 }, () => quality) }),
      changed: () => {},
      islandChanged,
      failed,
      hold: () => epoch.hold(),
      objective: () => null,
    },
    new Timings(),
    clock,
  );
  /** Lets frames of the present field come for so many ms. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= FRAME_MS) {
      loop.wake();
      await clock.advance(FRAME_MS);
    }
  };
  return {
    pass,
    clock,
    epoch,
    stage,
    size,
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
    setReadBack: (ms: number) => {
      readBackMs = ms;
    },
    areas,
    counts: () => ({ mostInFlight, batches, looks: sequence }),
  };
}

/** Time from one frame to the next, ms. */
const FRAME_MS = 100;

let running: InferenceLoop | null = null;
afterEach(() => running?.stop());

const isExamined = ({ examination: { cells } }: InferenceLoop) =>
  cells !== null && assessedShare(cells) === 1;

/** Until all of the field is known. */
async function settled({ loop, pass }: Pick<ReturnType<typeof bench>, 'loop' | 'pass'>) {
  await until({ pass }, () => loop.tiles.inferred > 0 && isExamined(loop));
  expect(loop.tiles.pending).toBe(0);
}

/** Lets time pass until `done`, 20 s at most. */
async function until({ pass }: Pick<ReturnType<typeof bench>, 'pass'>, done: () => boolean) {
  for (let frame = 0; frame < 200 && !done(); frame++) await pass(FRAME_MS);
  expect(done()).toBe(true);
}

test('fills the field with what the model says of each place, one inference at a time', async () => {
  const { pass, loop, active, store, counts, failed } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
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
  const { pass, loop, stage } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
  const first = loop.tiles.inferred;
  stage.centre = { x: 200, y: 0 };
  await until({ pass }, () => loop.tiles.inferred > first);
  await settled({ loop, pass });
  const second = loop.tiles.inferred;
  stage.centre = { x: 0, y: 0 };
  await until({ pass }, () => loop.tiles.reused > 0);
  await pass(500);
  expect(loop.tiles.inferred).toBe(second);
});

test('a sharper look replaces what was blurred, and leaves alone what was sharp', async () => {
  const { pass, loop, setBlur, counts } = bench();
  running = loop;
  const untilLookedAgain = async () => {
    const { looks } = counts();
    await until({ pass }, () => counts().looks > looks + 3);
  };
  setBlur(SHARP_UM + 0.5);
  loop.start();
  await settled({ loop, pass });
  await untilLookedAgain();
  const blurred = counts().batches;
  setBlur(SHARP_UM - 0.4);
  await until({ pass }, () => counts().batches > blurred);
  await untilLookedAgain();
  await settled({ loop, pass });
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
  const { pass, loop, active, setQuality, counts } = bench();
  setQuality(quality);
  running = loop;
  loop.start();
  await until({ pass }, () => active.cells.state(0, 0) === code);
  expect(counts().batches).toBe(0);
  const { picture, cells, pending } = loop.examination;
  expect(fieldState(picture, cells, { pending, lost: false })).toBe(quality);
  setQuality('assessed');
  await until({ pass }, () => active.cells.state(0, 0) === 0);
});

test('a scale beyond the tolerated range is refused', async () => {
  const { pass, loop, stage, counts } = bench();
  stage.umPerPx = 2.5;
  running = loop;
  loop.start();
  await until({ pass }, () => loop.examination.refusing.length === 1);
  expect(counts().batches).toBe(0);
});

test('a field that is smaller than what the model needs around a place is told, and nothing waits', async () => {
  const { pass, loop, size, counts } = bench();
  // 32 um to each side of a cell of 16 um.
  size.height = 72;
  running = loop;
  loop.start();
  await until({ pass }, () => loop.examination.cramped.length === 1);
  expect(loop.examination.pending).toBe(0);
  expect(counts().batches).toBe(0);
  size.height = 96;
  await until({ pass }, () => loop.examination.cramped.length === 0 && counts().batches > 0);
});

test('an answer that arrives after the track was lost is dropped, and the old cells are forgotten', async () => {
  const { pass, loop, stage, active, holdInference, islandChanged, counts } = bench();
  running = loop;
  let release = () => {};
  holdInference(
    new Promise<void>((resolve) => {
      release = resolve;
    }),
  );
  loop.start();
  await until({ pass }, () => counts().batches === 1);
  stage.island = 1;
  stage.confidence = 0;
  release();
  await pass(400);
  expect(loop.tiles.inferred).toBe(0);
  expect(active.cells.state(0, 0)).toBe(-1);
  stage.confidence = 1;
  await until({ pass }, () => islandChanged.mock.calls.length > 0);
  await settled({ loop, pass });
});

test('tissue far beyond the window is known again when the stage comes back', async () => {
  const { pass, loop, stage, store } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
  const before = store.windows[0]?.[windowIndex(3, 2)];
  const first = loop.tiles.inferred;
  stage.centre = { x: 40_000, y: -30_000 };
  await until({ pass }, () => loop.tiles.inferred > first);
  await settled({ loop, pass });
  const second = loop.tiles.inferred;
  stage.centre = { x: 0, y: 0 };
  await until({ pass }, () => isExamined(loop));
  await pass(400);
  expect(loop.tiles.inferred).toBe(second);
  expect(store.windows[0]?.[windowIndex(3, 2)]).toBe(before);
});

test('an island that comes back is known again, and clearing forgets until it is undone', async () => {
  const { pass, loop, stage, map, active } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
  const first = loop.tiles.inferred;
  stage.island = 1;
  await until({ pass }, () => loop.tiles.inferred > first);
  await settled({ loop, pass });
  const second = loop.tiles.inferred;
  expect(second).toBeGreaterThan(1.8 * first);
  stage.island = 0;
  await until({ pass }, () => loop.island === 0);
  await pass(300);
  expect(loop.tiles.inferred).toBe(second);
  loop.stop();
  await pass(200);
  map.clear();
  loop.reload();
  expect(active.cells.state(0, 0)).toBe(-1);
  expect(map.undoClear()).toBe(true);
  loop.reload();
  expect(active.cells.state(0, 0)).toBe(0);
  expect(active.cells.time(0, 0)).toBeGreaterThan(0);
});

test('tissue known by another island name is not inferred again once the islands are joined', async () => {
  const { pass, loop, stage, map, active } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
  const first = loop.tiles.inferred;
  // Lost, and found again by another name: the same tissue lies 1600 um to the right there.
  stage.island = 1;
  stage.centre = { x: 5008, y: 0 };
  await until({ pass }, () => loop.tiles.inferred > first);
  await settled({ loop, pass });
  const second = loop.tiles.inferred;
  const join = { from: 1, into: 0, offset: { x: -5008 + 1600, y: 0 } };
  map.join(join);
  stage.island = 0;
  stage.centre = { x: 1600, y: 0 };
  loop.joined(join);
  await pass(600);
  expect(loop.tiles.inferred).toBe(second);
  expect(active.cells.state(100, 0)).toBe(0);
  expect(map.atlas.islands()).toEqual([0]);
  // A field that still has the old name is skipped.
  stage.island = 1;
  await pass(400);
  expect(loop.island).toBe(0);
  expect(map.atlas.islands()).toEqual([0]);
});

test('beside a stage that has settled nothing runs until something changes', async () => {
  const { pass, loop, counts, clock } = bench();
  running = loop;
  loop.start();
  await settled({ loop, pass });
  await pass(4000);
  const { looks } = counts();
  await clock.advance(60_000);
  expect(counts().looks).toBe(looks);
  loop.wake();
  await clock.advance(1000);
  expect(counts().looks).toBe(looks + 1);
});

test('a hidden page infers nothing, and goes on when it is shown', async () => {
  const { pass, loop, counts } = bench();
  running = loop;
  loop.hide(true);
  loop.start();
  await pass(500);
  const hidden = counts();
  await pass(5000);
  expect(counts()).toEqual(hidden);
  loop.hide(false);
  await settled({ loop, pass });
});

test('what was begun in an older epoch writes nothing', async () => {
  const { pass, loop, map, active, epoch, holdInference, counts } = bench();
  running = loop;
  let release = () => {};
  holdInference(
    new Promise<void>((resolve) => {
      release = resolve;
    }),
  );
  loop.start();
  await until({ pass }, () => counts().batches === 1);
  epoch.raise();
  map.reset();
  loop.forget();
  // What begins in the new epoch takes for ever, so that all that is written is of the old one.
  holdInference(new Promise(() => {}));
  release();
  await pass(1000);
  expect(active.cells.state(0, 0)).toBe(-1);
  expect(loop.tiles.inferred).toBe(0);
  expect(map.pages(0, active.model).value(0, 0, 0)).toBeLessThan(0);
});

test('a batch grows with the speed of inference, however long its values take to be read back', async () => {
  const { loop, pass, areas, stage, setReadBack } = bench();
  setReadBack(2500);
  loop.start();
  for (let field = 0; field < 6; field++) {
    stage.centre = { x: field * 2000, y: 0 };
    await pass(6000);
  }
  loop.stop();
  const [first = 0] = areas;
  expect(Math.max(...areas)).toBeGreaterThan(2 * first);
});
