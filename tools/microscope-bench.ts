import { performance } from 'node:perf_hooks';
import { Simulation } from '../src/source/simulated/simulation';
import { waveSlide } from '../src/source/simulated/test-slide';

/** Prints what one 1280 x 720 frame of the simulated microscope costs, slide tiles aside. `npx tsx` runs it. */
const simulation = new Simulation(waveSlide());
const out = new Uint32Array(1280 * 720);
const FRAMES = 60;
const WARM_UP = 20;

function measure(what: string, before: (frame: number) => void): void {
  const times: number[] = [];
  for (let frame = 0; frame < FRAMES + WARM_UP; frame++) {
    before(frame);
    const start = performance.now();
    simulation.expose(out);
    if (frame >= WARM_UP) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(1);
  console.log(`${what.padEnd(28)} fastest ${at(0)} ms, median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}

const drive = (frame: number) => ({ stage: { x: 2000 + (frame % 7) * 0.37, y: 2000 + (frame % 5) * 0.21 } });
measure('still, new noise', () => {});
measure('moving', (frame) => simulation.set(drive(frame)));
for (const focusUm of [3, 10, 30]) {
  measure(`moving, ${focusUm} um out of focus`, (frame) => simulation.set({ ...drive(frame), focusUm }));
}
