import { describe, expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../src/domain/frame';
import { FlatFieldCorrector } from '../src/optics/flat-field/apply';
import { measureBlocks } from '../src/optics/flat-field/blocks';
import { lightDrift } from '../src/optics/flat-field/drift';
import { FrameAverage } from '../src/optics/flat-field/frame-average';
import { measureFlatField } from '../src/optics/flat-field/measure-flat-field';
import { measureUniformity } from '../src/optics/flat-field/uniformity';
import { mountingMap } from '../src/optics/mounting';
import { Simulation, type SimulationOptions } from '../src/source/simulated/simulation';
import { createSlide } from '../src/source/slide/slide';

/** Flat field and white balance in a closed loop with the simulated microscope, as the engine does it. */

const SIZE = { width: 640, height: 360 };
const SLIDES = [createSlide('lymph-node', 7), createSlide('prostate', 5)];
const random = mulberry(20_261);
const between = (low: number, high: number) => low + (high - low) * random();

function microscope(slide = SLIDES[0], options: SimulationOptions = {}) {
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

function corrected(
  field: ReturnType<ReturnType<typeof microscope>['frame']>,
  flat: ReturnType<ReturnType<typeof microscope>['take']>,
) {
  new FlatFieldCorrector().apply(field.rgba, mountingMap(SIZE, PLAIN_MOUNTING), SIZE, flat.grid);
  return field;
}

const uniformity = (field: ReturnType<typeof corrected>) =>
  measureUniformity(measureBlocks(field, (px, channel) => field.rgba[4 * px + channel] ?? 0));

test('30% vignetting, a warm lamp and noise: uniform to 2%, neutral to 1%', () => {
  const { simulation, frame, take } = microscope();
  simulation.set({ stage: { x: 0, y: 0 }, vignetting: 0.3, lampKelvin: 3200, noise: 0.01 });
  const flat = take();
  expect(flat.before.cast).toBeGreaterThan(0.4);
  expect(flat.before.nonUniformity).toBeGreaterThan(0.12);
  expect(flat.after.nonUniformity).toBeLessThan(0.02);
  expect(flat.after.cast).toBeLessThan(0.01);
  const later = uniformity(corrected(frame(), flat));
  expect(later.nonUniformity).toBeLessThan(0.02);
  expect(later.cast).toBeLessThan(0.01);
});

describe('in 30 random settings', () => {
  test.each(
    Array.from({ length: 30 }, () => ({
      vignetting: between(0, 0.3),
      lampKelvin: Math.round(between(2900, 6500)),
      lamp: between(0.7, 0.9),
      noise: between(0.002, 0.02),
      dust: Math.floor(between(0, 9)),
      seed: Math.floor(between(1, 1e6)),
    })),
  )('vignetting $vignetting, $lampKelvin K, noise $noise, $dust specks', (setting) => {
    const { dust, seed, ...light } = setting;
    const { simulation, frame, take } = microscope(SLIDES[0], { dust, seed });
    simulation.set({ stage: { x: 0, y: 0 }, ...light });
    const flat = take();
    expect(flat.after.cast).toBeLessThan(0.01);
    if (dust === 0) expect(flat.after.nonUniformity).toBeLessThan(0.02);
    const later = corrected(frame(), flat);
    expect(clearOfDust(later)).toBeLessThan(0.02);
    expect(lightDrift(later)).toEqual([]);
  });
});

describe('takes no field with tissue for glass', () => {
  test.each(
    Array.from({ length: 50 }, (_, i) => ({
      slide: i % 2,
      share: [between(0.25, 0.75), between(0.25, 0.75)] as const,
      objective: [4, 10, 20, 40][i % 4] ?? 10,
      focusUm: i % 3 === 0 ? between(20, 120) : between(-3, 3),
    })),
  )('slide $slide at $share, $objective x, $focusUm um', ({ slide, share, objective, focusUm }) => {
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
  });
});

test('the drift alarm: tissue in the right light raises none, a changed lamp does', () => {
  const { simulation, frame, take } = microscope();
  simulation.set({ stage: { x: 0, y: 0 }, vignetting: 0.3, lampKelvin: 3200 });
  const flat = take();
  const look = () => lightDrift(corrected(frame(), flat));
  simulation.set({ lampKelvin: 3600 });
  expect(look()).toContain('colour');
  simulation.set({ lampKelvin: 3200, lamp: 0.75 });
  expect(look()).toContain('brightness');
  simulation.set({ lamp: 1, vignetting: 0.05 });
  expect(look()).toContain('shading');
  simulation.set({ vignetting: 0.3 });
  const { widthUm = 0, heightUm = 0 } = SLIDES[0] ?? {};
  for (let i = 0; i < 40; i++) {
    simulation.set({ stage: { x: widthUm * random(), y: heightUm * random() } });
    expect(look() ?? []).toEqual([]);
  }
});

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
