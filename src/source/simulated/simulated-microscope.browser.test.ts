import { afterEach, expect, test, vi } from 'vitest';
import type { Frame } from '../../domain/frame';
import { openSource } from '../open-source';
import { FramePuller } from '../pull';
import type { StageSource } from './simulated-microscope';

const opened: StageSource[] = [];
afterEach(() => {
  for (const source of opened.splice(0)) source.close();
});
const size = { width: 320, height: 200 };

async function open(change: { tour?: boolean; stepped?: boolean; seed?: number } = {}) {
  const { tour = false, seed = 7, ...options } = change;
  const source = (await openSource({
    kind: 'simulated',
    slide: 'lymph-node',
    seed,
    objective: 10,
    tour,
    options: { size, ...options },
  })) as StageSource;
  opened.push(source);
  return { source, microscope: source.simulator, puller: new FramePuller(source.port) };
}

test('frames come with their truth, as a camera’s do', async () => {
  const { source, microscope, puller } = await open();
  expect(source).toMatchObject({ kind: 'simulated', size, still: null });
  expect(microscope.extentUm.width).toBeGreaterThanOrEqual(10_000);
  expect(microscope.extentUm.height).toBeGreaterThanOrEqual(10_000);
  const frame = await puller.frame();
  expect(frame.image.format).toBe('RGBX');
  expect([frame.image.codedWidth, frame.image.codedHeight]).toEqual([320, 200]);
  expect(frame.truth).toEqual({ centre: microscope.state().stage, umPerPx: 1, objective: 10, defocusUm: 0 });
  frame.image.close();
});

test('stage, turret and focus are in the next frame; subscribers are told', async () => {
  const { microscope, puller } = await open();
  const seen: number[] = [];
  const unsubscribe = microscope.subscribe(({ stage }) => seen.push(stage.x));
  microscope.set({ stage: { x: 3000, y: 4000 }, objective: 20, focusUm: 5 });
  microscope.moveBy(12.5, -7.25);
  expect(microscope.state()).toMatchObject({ stage: { x: 3012.5, y: 3992.75 }, objective: 20, focusUm: 5 });
  const { frame } = await puller.pixels();
  expect(frame.truth).toEqual({
    centre: { x: 3012.5, y: 3992.75 },
    umPerPx: 0.5,
    objective: 20,
    defocusUm: 5,
  });
  await vi.waitFor(() => expect(seen.at(-1)).toBe(3012.5));
  unsubscribe();
  const told = seen.length;
  microscope.moveBy(1, 0);
  await puller.pixels();
  expect(seen).toHaveLength(told);
});

test('stepped: the tour goes on by one interval a frame, and the bytes are the same each time', async () => {
  const run = async () => {
    const { puller, microscope } = await open({ tour: true, stepped: true });
    expect(microscope.state().touring).toBe(true);
    // Away from the way points, where the tour would pause first; the answer comes after both are carried out.
    microscope.set({ stage: { x: 4000, y: 6000 } });
    microscope.set({ touring: true });
    await microscope.truth({ x: 0, y: 0 }, 1, 1, 1);
    const frames: { truth: Frame['truth']; sum: number; timestamp: number }[] = [];
    for (let i = 0; i < 40; i++) {
      // A pause of the consumer changes nothing.
      if (i === 10) await new Promise((resolve) => setTimeout(resolve, 200));
      const { frame, rgba } = await puller.pixels();
      frames.push({
        truth: frame.truth,
        sum: rgba.reduce((sum, value, at) => (sum * 31 + value * (at % 7)) % 1_000_003, 0),
        timestamp: frame.image.timestamp,
      });
    }
    return frames;
  };
  const first = await run();
  expect(await run()).toEqual(first);
  // The first frame is taken before any time has passed, each other one a step further.
  expect(new Set(first.map(({ truth }) => `${truth?.centre.x}/${truth?.centre.y}`)).size).toBe(40);
});

test('truth of a region', async () => {
  const { microscope } = await open();
  const truth = await microscope.truth({ x: 0, y: 0 }, 50, 200, 200);
  expect(truth.mask).toHaveLength(40_000);
  expect(new Set(truth.mask)).toEqual(new Set([0, 255]));
  await expect(microscope.truth({ x: 0, y: 0 }, 1, 1e6, 1e6)).rejects.toThrow(RangeError);
  await expect(microscope.truth({ x: 0, y: 0 }, 0, 8, 8)).rejects.toThrow(RangeError);
});

test('closing rejects what is still asked', async () => {
  const { source, microscope } = await open();
  const question = microscope.truth({ x: 0, y: 0 }, 1, 2000, 2000);
  source.close();
  source.close();
  await expect(question).rejects.toMatchObject({ code: 'worker-crashed' });
  await expect(microscope.truth({ x: 0, y: 0 }, 1, 8, 8)).rejects.toMatchObject({ code: 'worker-crashed' });
});

test('a seed that is no whole number is refused', async () => {
  await expect(openSource({ kind: 'simulated', slide: 'prostate', seed: Number.NaN })).rejects.toMatchObject({
    code: 'settings-invalid',
  });
});

test('real tissue lies on the stage at its own scale, with the objectives that are of use on it', async () => {
  const source = (await openSource({
    ...{ kind: 'simulated', slide: 'lymph-node-tissue', seed: 7, objective: 10 },
    options: { size },
  })) as StageSource;
  opened.push(source);
  const { simulator, label } = source;
  expect(label).toBe('Lymph node, real tissue on a simulated stage');
  expect(source.devices.turret?.objectives).toEqual([4, 10, 20]);
  simulator.set({ objective: 40, noise: 0, stage: { x: 1480, y: 430 } });
  expect(simulator.state().objective).toBe(10);
  const { frame, rgba } = await new FramePuller(source.port).pixels();
  expect(frame.truth).toMatchObject({ umPerPx: 1, objective: 10 });
  const green = [...rgba].filter((_, at) => at % 4 === 1);
  const mean = green.reduce((sum, value) => sum + value, 0) / green.length;
  // Stained, neither glass nor black.
  expect(mean).toBeGreaterThan(60);
  expect(mean).toBeLessThan(190);
});
