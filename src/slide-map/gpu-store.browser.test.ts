import { expect, test } from 'vitest';
import { CELL_NOT_ASSESSED } from '../domain/overlay';
import { openGpu } from '../gpu/device';
import { ArrayCellStore } from './array-store';
import { LEAVE_AS_IS } from './cell-batch';
import { CellWindow } from './cell-window';
import { cellPipelines, GpuCellStore } from './gpu-store';

test('GPU and array stores hold the same values through writes, marks, moves and clearing', async () => {
  const gpu = await openGpu();
  const onGpu = new GpuCellStore(gpu, await cellPipelines(gpu), 2);
  const inArrays = new ArrayCellStore(2);
  const windows = [new CellWindow(onGpu), new CellWindow(inArrays)];
  let seed = 3;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  for (let step = 0; step < 12; step++) {
    const centre = { column: step * 37 - 300, row: 90 - step * 23 };
    const cells = 5;
    const tiles = [0, 1, 2].map((k) => ({ column: centre.column - 8 + k * 5, row: centre.row - 3 }));
    const codes = new Float32Array(3 * cells * cells).map(() =>
      random() < 0.2 ? CELL_NOT_ASSESSED : random() < 0.2 ? LEAVE_AS_IS : 0,
    );
    const data = new Float32Array(codes.length * 2).map(random);
    for (const window of windows) {
      window.follow(centre);
      window.write({ tiles, cells, codes }, { kind: 'cpu', data, count: 3 }, step);
    }
  }
  for (const k of [0, 1]) {
    const values = await onGpu.read(k);
    expect(values).toEqual(await inArrays.read(k));
    expect(values.filter((value) => value >= 0).length).toBeGreaterThan(100);
  }
  for (const window of windows) window.clear();
  expect(await onGpu.read(1)).toEqual(await inArrays.read(1));
  onGpu.destroy();
  expect(gpu.memory.bytes).toBe(0);
  gpu.destroy();
});
