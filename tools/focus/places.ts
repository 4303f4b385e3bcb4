import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode as decodePng } from 'fast-png';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { randomNumbers } from '../../src/optics/testing/procedural-field';
import { defocusSigmaUm, umPerPxOf } from '../../src/source/simulated/microscope-state';
import { Simulation } from '../../src/source/simulated/simulation';
import { createSlide, type SlideKind } from '../../src/source/slide/slide';
import { blurLight, decode, exposeLight, halveLight, type LightField } from './blur-light';

/** A field of view that can be seen out of focus by known amounts. */
export interface Place {
  readonly umPerPx: number;
  readonly objective: number;
  /** `blurUm`: standard deviation, um. `noise`: of full scale. `seed` picks the noise. */
  look(blurUm: number, noise: number, seed: number): FieldBytes;
}

export interface PlaceKind {
  readonly name: string;
  readonly places: Iterable<Place>;
}

const DATA = '../shared/data';
const LYMPH = join(DATA, 'lymph/regions');
const RINGS = join(DATA, 'prostate/rings');
const ZURICH = join(DATA, 'prostate/zurich');
/** 5 x 4 regions. */
const SIZE = { width: 320, height: 256 };
/** Simulated places lie within so much of where the slide's tour begins, um. */
const AROUND_UM = 1500;

export function simulatedKinds(objectives: readonly number[], count: number): PlaceKind[] {
  const kinds: readonly SlideKind[] = ['lymph-node', 'prostate'];
  return objectives.flatMap((objective) =>
    kinds.map((kind) => ({
      name: `simulated ${kind} ${objective}x`,
      places: simulatedPlaces(kind, objective, count),
    })),
  );
}

function* simulatedPlaces(kind: SlideKind, objective: number, count: number): Generator<Place> {
  const simulation = new Simulation(createSlide(kind, 7), { size: SIZE, objective, vignetting: 0.2 });
  const home = simulation.state.stage;
  const umPerPx = umPerPxOf(objective);
  const random = randomNumbers(3);
  for (let i = 0; i < count; i++) {
    const stage = {
      x: home.x + 2 * AROUND_UM * (random() - 0.5),
      y: home.y + 2 * AROUND_UM * (random() - 0.5),
    };
    yield {
      umPerPx,
      objective,
      look: (blurUm, noise) => {
        simulation.set({ stage, noise, focusUm: blurUm / defocusSigmaUm(1, objective) });
        const pixels = new Uint32Array(SIZE.width * SIZE.height);
        simulation.expose(pixels);
        return { ...SIZE, rgba: new Uint8ClampedArray(pixels.buffer) };
      },
    };
  }
}

/** Real H&E; kinds whose images are not there are left out. `jpeg`: null leaves out what comes as JPEG. */
export function realKinds(count: number, jpeg: JpegDecoder | null): PlaceKind[] {
  const kinds: PlaceKind[] = [];
  if (existsSync(LYMPH))
    kinds.push({ name: 'real lymph node, 0.97 um/px, 10x', places: some(lymphPlaces(), count) });
  if (existsSync(RINGS))
    kinds.push({ name: 'real prostate (RINGS), 1.35 um/px, 10x', places: some(ringsPlaces(), count) });
  if (existsSync(ZURICH) && jpeg)
    for (const [objective, halvings] of [
      [40, 0],
      [20, 1],
      [10, 2],
    ] as const)
      kinds.push({
        name: `real prostate (Zurich), ${(0.23 * 2 ** halvings).toFixed(2)} um/px, ${objective}x`,
        places: some(zurichPlaces(jpeg, objective, halvings), count),
      });
  return kinds;
}

/** RGBA bytes of a JPEG. */
export type JpegDecoder = (path: string) => FieldBytes;

function* some(places: Iterable<Place>, count: number): Generator<Place> {
  let left = count;
  for (const place of places) {
    yield place;
    if (--left <= 0) return;
  }
}

function* lymphPlaces(): Generator<Place> {
  const names = readdirSync(LYMPH).filter((name) => /_g\d+\.png$/.test(name));
  for (const name of names) {
    const picture = decodePng(readFileSync(join(LYMPH, name)));
    const known = decodePng(readFileSync(join(LYMPH, name.replace('.png', '_coverage.png')))).data;
    const at = knownCorner(picture.width, picture.height, (x, y) => (known[y * picture.width + x] ?? 0) > 0);
    if (at) yield blurred(cut(picture, at.x, at.y), 0.972, 10, 0);
  }
}

function* ringsPlaces(): Generator<Place> {
  for (const name of readdirSync(RINGS).filter((each) => !each.includes('mask')))
    yield blurred(cut(decodePng(readFileSync(join(RINGS, name))), 64, 64), 1.35, 10, 0);
}

/** JPEG files, every so many: neighbours in the list come from the same core. */
export function zurichFiles(step = 16): string[] {
  if (!existsSync(ZURICH)) return [];
  const names = readdirSync(ZURICH).filter((_, i) => i % step === 0);
  return names.map((name) => join(ZURICH, name));
}

export function* zurichPlaces(
  jpeg: JpegDecoder,
  objective: number,
  halvings: number,
  files = zurichFiles(),
): Generator<Place> {
  for (const path of files) {
    const { width, height, rgba } = jpeg(path);
    const picture = { width, height, channels: 4, data: rgba };
    const whole = halvings === 0 ? cut(picture, 64, 64) : cut(picture, 0, 0, { width, height });
    yield blurred(whole, 0.23, objective, halvings);
  }
}

/** Blurred where it is finest, then seen through larger px. */
function blurred(field: LightField, umPerPx: number, objective: number, halvings: number): Place {
  let last: { blurUm: number; field: LightField } | null = null;
  return {
    umPerPx: umPerPx * 2 ** halvings,
    objective,
    look: (blurUm, noise, seed) => {
      if (last?.blurUm !== blurUm) {
        let seen = blurLight(field, blurUm / umPerPx);
        for (let i = 0; i < halvings; i++) seen = halveLight(seen);
        last = { blurUm, field: seen };
      }
      return exposeLight(last.field, noise, seed);
    },
  };
}

interface Picture {
  readonly width: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

function cut({ width, channels, data }: Picture, left: number, top: number, size = SIZE): LightField {
  const light = new Float32Array(3 * size.width * size.height);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const value = data[channels * ((top + y) * width + left + x) + channel] ?? 0;
        light[3 * (y * size.width + x) + channel] = decode(value / 255);
      }
  return { ...size, light };
}

/** Where a field of SIZE is known altogether; null: nowhere. */
function knownCorner(width: number, height: number, known: (x: number, y: number) => boolean) {
  const STEP = 16;
  const whole = (left: number, top: number) => {
    for (let y = 0; y < SIZE.height; y += 8)
      for (let x = 0; x < SIZE.width; x += 8) if (!known(left + x, top + y)) return false;
    return true;
  };
  for (let y = 0; y + SIZE.height <= height; y += STEP)
    for (let x = 0; x + SIZE.width <= width; x += STEP) if (whole(x, y)) return { x, y };
  return null;
}
