import { resampleTiles } from '../../src/optics/resample-reference';
import { Simulation, type SimulationOptions } from '../../src/source/simulated/simulation';
import type { Figure, Part } from './figures';
import { loadNodeModel } from './node-model';
import { type BenchOptions, type BenchSlide, benchSlides, notesOn } from './slides';

const SIZE = { width: 480, height: 400 };
const NOISE = 0.006;
const CLEAN = { vignetting: 0, dust: 0 };

/** What is different between two frames of one place. */
interface Difference {
  readonly name: string;
  readonly camera?: SimulationOptions;
  readonly noise?: number;
  /** The stage moved, px of the camera along x; 0.3 of it along y. */
  readonly moved?: number;
  /** The place is told wrong, px of the camera along both axes. */
  readonly wrong?: number;
}

const DIFFERENCES: readonly Difference[] = [
  { name: 'camera noise of 0.6 %', noise: NOISE },
  { name: 'stage moved by whole px', moved: 10 },
  { name: 'stage moved by parts of a px', moved: 10.5 },
  { name: 'place told wrong by 0.1 px', wrong: 0.1 },
  { name: 'shading, moved by 30 px', camera: { vignetting: 0.3, dust: 0 }, moved: 30 },
  { name: 'dust on the sensor, moved by 30 px', camera: { vignetting: 0, dust: 15 }, moved: 30 },
  { name: 'all of it, moved by 30 px', camera: { vignetting: 0.3, dust: 15 }, noise: NOISE, moved: 30 },
];

/**
 * How far a network agrees with itself on two frames of one place, at true places: what a map, which comes from
 * other frames than the one in view, can agree with it at best.
 */
export async function agreement(options: BenchOptions): Promise<Part> {
  const figures: Figure[] = [];
  for (const slide of benchSlides(options, 2)) figures.push(...(await agreementOn(slide)));
  return { title: 'One place, two frames: cells within 0.01', figures, notes: notesOn(options) };
}

async function agreementOn({ name, slide, model }: BenchSlide): Promise<Figure[]> {
  const { manifest, run } = await loadNodeModel(model);
  const { tile, umPerPx, input } = manifest;
  const place = new Simulation(slide, { size: SIZE }).state.stage;
  const answer = (simulation: Simulation, moved: number, wrong: number) => {
    simulation.set({ stage: { x: place.x + moved, y: place.y + 0.3 * moved } });
    simulation.advance(100);
    const pixels = new Uint32Array(SIZE.width * SIZE.height);
    const truth = simulation.expose(pixels);
    const px = (at: number, centre: number, side: number) =>
      (at - (tile / 2) * umPerPx - centre) / truth.umPerPx + side / 2 + wrong;
    const corner = {
      x: px(place.x, truth.centre.x, SIZE.width),
      y: px(place.y, truth.centre.y, SIZE.height),
    };
    const cut = { corners: [corner], scale: umPerPx / truth.umPerPx, sizePx: tile, ...input };
    return run(resampleTiles({ ...SIZE, rgba: new Uint8Array(pixels.buffer) }, cut), 1, tile);
  };
  return DIFFERENCES.map(({ name: what, camera = CLEAN, noise = 0, moved = 0, wrong = 0 }) => {
    const simulation = new Simulation(slide, { size: SIZE, ...camera, objective: 10 });
    simulation.set({ noise });
    const first = answer(simulation, 0, 0);
    const second = answer(simulation, moved * (10 / simulation.state.objective), wrong);
    const close = first.filter((value, i) => Math.abs(value - (second[i] ?? Number.NaN)) <= 0.01).length;
    const basis = `${name}, ${first.length} cells`;
    return { name: what, value: (100 * close) / first.length, unit: '%', basis };
  });
}
