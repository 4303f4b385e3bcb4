import { expect, test } from 'vitest';
import { Simulation } from './simulation';
import { waveSlide } from './test-slide';

const size = { width: 320, height: 200 };

test('the stage is kept on the slide and nonsense leaves the state alone', () => {
  const simulation = new Simulation(waveSlide(), { size });
  simulation.set({ stage: { x: -5, y: 1e9 } });
  expect(simulation.state.stage).toEqual({ x: 0, y: 4000 });
  simulation.moveBy(10, -10);
  expect(simulation.state.stage).toEqual({ x: 10, y: 3990 });
  const before = simulation.state;
  simulation.set({ stage: { x: Number.NaN, y: 5 }, lamp: Number.POSITIVE_INFINITY, objective: 7 });
  expect(simulation.state).toEqual({ ...before, stage: { x: 10, y: 5 } });
  simulation.set({ lamp: 9, noise: 1, focusUm: -1e6, whiteBalance: [-1, 99, 1] });
  expect(simulation.state).toMatchObject({ lamp: 2, noise: 0.1, focusUm: -200, whiteBalance: [0, 4, 1] });
});

test('the tour visits its way points smoothly, pauses, and ends when the stage is moved by hand', () => {
  const slide = waveSlide();
  const simulation = new Simulation(slide, { size, touring: true });
  const stops = new Set<string>();
  let last = simulation.state.stage;
  let lastStep = 0;
  let fastest = 0;
  let jerk = 0;
  for (let i = 0; i < 3000; i++) {
    simulation.advance(1000 / 30);
    const { stage } = simulation.state;
    const step = Math.hypot(stage.x - last.x, stage.y - last.y);
    if (step === 0) stops.add(`${stage.x}/${stage.y}`);
    fastest = Math.max(fastest, step);
    jerk = Math.max(jerk, Math.abs(step - lastStep));
    [last, lastStep] = [stage, step];
  }
  expect([...stops].sort()).toEqual(['2000/2000', '2400/2000', '2400/2300']);
  // 0.3 field widths of 320 um a second.
  expect(fastest).toBeLessThanOrEqual((0.3 * 320) / 30 + 1e-6);
  expect(fastest).toBeGreaterThan((0.28 * 320) / 30);
  expect(jerk).toBeLessThan(fastest / 10);
  expect(simulation.state.touring).toBe(true);
  simulation.moveBy(1, 0);
  expect(simulation.state.touring).toBe(false);
  const here = simulation.state.stage;
  simulation.advance(1000);
  expect(simulation.state.stage).toEqual(here);
});

test('the same steps give the same bytes', () => {
  const run = () => {
    const simulation = new Simulation(waveSlide(), { size, touring: true, seed: 5 });
    const out = new Uint32Array(size.width * size.height);
    for (let i = 0; i < 20; i++) {
      simulation.advance(1000 / 30);
      simulation.expose(out);
    }
    return { out, stage: simulation.state.stage };
  };
  expect(run()).toEqual(run());
});

test('truth: the mask of a region, none where the slide does not know', () => {
  const known = new Simulation(waveSlide(), { size }).truth({ x: 1990, y: 1990 }, 10, 100, 2);
  expect(known.mask).toHaveLength(200);
  expect([known.mask[0], known.mask[99]]).toEqual([255, 0]);
  const { tumourMask: _, ...unknown } = waveSlide();
  expect(new Simulation(unknown, { size }).truth({ x: 0, y: 0 }, 1, 10, 10).mask).toHaveLength(0);
});
