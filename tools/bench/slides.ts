import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { packedImage } from '../../src/source/simulated/packed-pixels';
import type { StageSlide } from '../../src/source/simulated/stage-slide';
import { createSlide } from '../../src/source/slide/slide';
import { imageSlide } from '../../src/source/still-image/image-slide';

export interface BenchOptions {
  /** A small run, for a test. */
  readonly quick: boolean;
  /** Simulated duration of the inference of one tile, ms; of the tiles of a field for a whole one. */
  readonly tileMs: number;
  /** Only slides whose name contains this; null: all. */
  readonly slide: string | null;
}

export interface BenchSlide {
  readonly name: string;
  readonly slide: StageSlide;
  /** Folder of the model made for it. */
  readonly model: string;
}

export function simulatedSlides(seed = 7): BenchSlide[] {
  return [
    { name: 'lymph node', slide: createSlide('lymph-node', seed), model: 'models/lymph-node-metastasis' },
    { name: 'prostate', slide: createSlide('prostate', seed), model: 'models/prostate-cancer' },
  ];
}

const REGIONS = '../shared/data/lymph/regions';
/** The largest fields, 1.2 x 0.6 mm and more. */
const LARGEST = ['train_g00000', 'train_g00015', 'train_g00001', 'train_g00003'];
/** Of PatchCamelyon: 40x slides reduced to 10x. */
const REGION_UM_PER_PX = 0.972;

/** Real H&E under the simulated stage; empty where the data is not there. */
export function realSlides(): BenchSlide[] {
  return LARGEST.map((name) => join(REGIONS, `${name}.png`))
    .filter((path) => existsSync(path))
    .map((path) => ({
      name: `real lymph node ${path.slice(-10, -4)}`,
      slide: imageSlide(readPicture(path), REGION_UM_PER_PX),
      model: 'models/lymph-node-metastasis',
    }));
}

/** Slides of a run: one at a quick run's scale, else both simulated ones and so many real ones. */
export function benchSlides({ quick, slide }: BenchOptions, real: number): BenchSlide[] {
  const all = [...simulatedSlides(), ...(quick ? [] : realSlides().slice(0, real))];
  return all.filter(({ name }) => slide === null || name.includes(slide)).slice(0, quick ? 1 : undefined);
}

/** What a run without real H&E says. */
export function notesOn({ quick, slide }: BenchOptions): string[] {
  return !quick && slide === null && realSlides().length === 0 ? [WITHOUT_REAL] : [];
}

const WITHOUT_REAL = `no real H&E: ${REGIONS} is not there`;

function readPicture(path: string) {
  const { width, height, data, channels } = decode(readFileSync(path));
  const picture = packedImage(width, height);
  for (let i = 0; i < width * height; i++) {
    const channel = (c: number) => data[channels * i + (channels < 3 ? 0 : c)] ?? 0;
    picture.pixels[i] = (0xff000000 | (channel(2) << 16) | (channel(1) << 8) | channel(0)) >>> 0;
  }
  return picture;
}
