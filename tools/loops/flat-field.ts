import { expect } from 'vitest';
import { PLAIN_MOUNTING } from '../../src/domain/frame';
import { FlatFieldCorrector } from '../../src/optics/flat-field/apply';
import { measureBlocks } from '../../src/optics/flat-field/blocks';
import { lightDrift } from '../../src/optics/flat-field/drift';
import { FrameAverage } from '../../src/optics/flat-field/frame-average';
import { measureFlatField } from '../../src/optics/flat-field/measure-flat-field';
import { measureUniformity } from '../../src/optics/flat-field/uniformity';
import { mountingMap } from '../../src/optics/mounting';
import { Simulation, type SimulationOptions } from '../../src/source/simulated/simulation';
import { createSlide } from '../../src/source/slide/slide';

/** Flat field and white balance in a closed loop with the simulated microscope, as the engine does it. */

const SIZE = { width: 640, height: 360 };
export const SLIDES = [createSlide('lymph-node', 7), createSlide('prostate', 5)];
export const random = mulberry(20_261);
const between = (low: number, high: number) => low + (high - low) * random();

export function microscope(slide = SLIDES[0], options: SimulationOptions = {}) {
  if (!slide) throw new Error('no slide');
  const simulation = new Simulation(slide, { size: SIZE, objective: 10, tiles: 40, ...options });
  const words = new Uint32Array(SIZE.width * SIZE.height);
  const frame = () => {
    simulation.expose(words);
    return { ...SIZE, rgba: new Uint8ClampedArray(words.buffer).slice() };
  };
  const average = (frames: number) => {
    const sum = new FrameAverage(SIZE);
    for (let i = 0; i < frames; i++) sum.add(frame());
    return sum;
  };
  const take = (frames = 12) => measureFlatField(average(frames), average(4), SIZE, PLAIN_MOUNTING);
  return { simulation, frame, take };
}

export function corrected(
  field: ReturnType<ReturnType<typeof microscope>['frame']>,
  flat: ReturnType<ReturnType<typeof microscope>['take']>,
) {
  new FlatFieldCorrector().apply(field.rgba, mountingMap(SIZE, PLAIN_MOUNTING), SIZE, flat.grid);
  return field;
}

export const uniformity = (field: ReturnType<typeof corrected>) =>
  measureUniformity(measureBlocks(field, (px, channel) => field.rgba[4 * px + channel] ?? 0));

export const SETTINGS = Array.from({ length: 30 }, () => ({
  vignetting: between(0, 0.3),
  lampKelvin: Math.round(between(2900, 6500)),
  lamp: between(0.7, 0.9),
  noise: between(0.002, 0.02),
  dust: Math.floor(between(0, 9)),
  seed: Math.floor(between(1, 1e6)),
}));

/** Even and neutral in this light, and no drift is told of it. */
export function expectEven(setting: (typeof SETTINGS)[number]): void {
  const { dust, seed, ...light } = setting;
  const { simulation, frame, take } = microscope(SLIDES[0], { dust, seed });
  simulation.set({ stage: { x: 0, y: 0 }, ...light });
  const flat = take();
  expect(flat.after.cast).toBeLessThan(0.01);
  if (dust === 0) expect(flat.after.nonUniformity).toBeLessThan(0.02);
  const later = corrected(frame(), flat);
  expect(clearOfDust(later)).toBeLessThan(0.02);
  expect(lightDrift(later)).toEqual([]);
}

export const FIELDS = Array.from({ length: 50 }, (_, i) => ({
  slide: i % 2,
  share: [between(0.25, 0.75), between(0.25, 0.75)] as const,
  objective: [4, 10, 20, 40][i % 4] ?? 10,
  focusUm: i % 3 === 0 ? between(20, 120) : between(-3, 3),
}));

/** A field with tissue is not taken for glass. */
export function expectRefused({ slide, share, objective, focusUm }: (typeof FIELDS)[number]): void {
  const { simulation, frame, take } = microscope(SLIDES[slide], { objective });
  const { widthUm = 0, heightUm = 0 } = SLIDES[slide] ?? {};
  simulation.set({
    ...{ stage: { x: widthUm * share[0], y: heightUm * share[1] }, focusUm },
    ...{ vignetting: 0.2, lampKelvin: 4500 },
  });
  // Glass between the pieces of tissue is there to be taken.
  simulation.set({ noise: 0 });
  if (glassShare(frame()) > 0.85) return;
  simulation.set({ noise: 0.006 });
  expect(() => take(4)).toThrow(expect.objectContaining({ code: 'blank-not-blank' }));
}

/** Range of brightness over the 90% of blocks in the middle: specks of this size touch no more than the rest. */
function clearOfDust(field: ReturnType<typeof corrected>): number {
  const { levels } = measureBlocks(field, (px, channel) => field.rgba[4 * px + channel] ?? 0);
  const greys = Array.from({ length: levels.length / 3 }, (_, i) =>
    [0, 1, 2].reduce((sum, channel) => sum + (levels[3 * i + channel] ?? 0) / 3, 0),
  ).sort((a, b) => a - b);
  const at = (part: number) => greys[Math.floor(part * (greys.length - 1))] ?? 0;
  return (at(0.95) - at(0.05)) / at(0.5);
}

/** Share of px that are bright and grey whatever the light: nearly as bright as the brightest of each channel. */
function glassShare({ rgba }: { rgba: Uint8ClampedArray }): number {
  let glass = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const [r = 0, g = 0, b = 0] = rgba.subarray(at, at + 3);
    if (g > 0.93 * Math.sqrt(r * b)) glass++;
  }
  return glass / (rgba.length / 4);
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
