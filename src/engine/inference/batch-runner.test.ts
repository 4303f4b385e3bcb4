import { expect, test, vi } from 'vitest';
import type { LoadedModel } from '../../domain/runtime';
import { testManifest } from '../../model/test-model';
import { ArrayCellStore } from '../../slide-map/array-store';
import { CellWindow } from '../../slide-map/cell-window';
import type { PinnedField } from '../field-pipeline';
import { SlideMapKeeper } from '../slide-map-keeper';
import { Timings } from '../timings';
import { BatchRunner } from './batch-runner';
import type { FieldPass } from './field-pass';

const manifest = testManifest('model');

/** A pass of one tile of 2 x 2 cells at the origin, each with a probability of 0.7. */
function batch() {
  let island = 4;
  let named = true;
  const inferred: (() => void)[] = [];
  const dispose = vi.fn();
  const data = new Float32Array(4 * manifest.classes.length).fill(0.7);
  const model = {
    ...{ manifest, hash: 'h' },
    infer: () =>
      new Promise((resolve) => inferred.push(() => resolve({ kind: 'cpu', data, count: 1, dispose }))),
  } as unknown as LoadedModel;
  const store = new ArrayCellStore(manifest.classes.length);
  const cells = new CellWindow<unknown>(store);
  const map = new SlideMapKeeper();
  const pages = map.pages(4, model);
  cells.follow({ column: 0, row: 0 });
  cells.show(pages);
  const pass = {
    entry: { model, store, cells },
    plan: { tiles: [{ column: 0, row: 0 }], cells: 2, sizePx: 8, reused: [], skipped: [], pending: 0 },
    assess: () => 'assessed',
    sharpnessAt: () => 1,
  } as unknown as FieldPass;
  const pinned = { capturedAt: 5, extract: async () => ({}) } as unknown as PinnedField;
  const ran = vi.fn();
  const runner = new BatchRunner(
    {
      pipeline: {
        tracked: () => ({
          island,
          centre: { x: 0, y: 0 },
          umPerPx: 1,
          confidence: 1,
          shiftPx: { x: 0, y: 0 },
        }),
        values: async () => data,
      },
      ...{
        runtime: { memory: 'cpu', backend: { name: 'wasm', description: '', threads: 1 } },
        map,
        changed: () => {},
      },
    },
    { ran },
    new Timings(),
    { now: () => 0 },
  );
  const running = runner.run(pass, { pinned, island: 4, named: () => named });
  return {
    ...{ ran, cells, pages, runner, pass },
    finish: async () => {
      await vi.waitFor(() => expect(inferred).toHaveLength(1));
      inferred[0]?.();
      await running;
    },
    lose: () => {
      island = 5;
    },
    end: () => {
      named = false;
    },
  };
}
const kept = ({ pages }: ReturnType<typeof batch>) => pages.sharpness(0, 0) > 0;

test('what was inferred is in the window, in the map, and comes into view', async () => {
  const made = batch();
  await made.finish();
  expect(made.cells.state(0, 0)).toBeGreaterThanOrEqual(0);
  expect(kept(made)).toBe(true);
  expect(made.runner.arrivals.of(made.pass.entry)).toHaveLength(1);
  expect(made.ran).toHaveBeenCalledOnce();
});

test.each(['lose', 'end'] as const)('after %s nothing is written', async (what) => {
  const made = batch();
  made[what]();
  await made.finish();
  expect(made.cells.state(0, 0)).toBeLessThan(0);
  expect(kept(made)).toBe(false);
  expect(made.ran).not.toHaveBeenCalled();
});
