/**
 * `npm run tissue-slides -- [--data ../shared/data]`: makes the slides of real tissue in public/slides from published
 * images (README there). Prints sizes in px and bytes; with `--check`, makes nothing and prints what the models answer at
 * places of which the source tells whether there is tumour. Needs a browser, which reads and writes the JPEG files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TissueSlideFile } from '../src/source/tissue/tissue-file';
import { checkSlide } from './tissue-slides/check';
import { encodeJpeg } from './tissue-slides/encode-jpeg';
import { lymphRegion, normalLymphoid, prostateTile } from './tissue-slides/fragments';
import { layOut, type Placed } from './tissue-slides/lay-out';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const QUALITY = 0.86;
/** Estimated from the size of the nuclei. */
const RINGS_UM_PER_PX = 1.35;
const DWELL_MS = 2500;

interface Plan {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
  readonly way: readonly (readonly [number, number])[];
}

/** Regions of one laboratory's stain, as pieces of a node on one glass; `way` begins where the slide opens. */
async function lymphNode(): Promise<Plan> {
  const region = (name: string, x: number, y: number): Placed => ({
    fragment: lymphRegion(values.data, name),
    x,
    y,
  });
  return {
    width: 2600,
    height: 1620,
    placed: [
      region('g00014', 700, 130),
      { fragment: await normalLymphoid(values.data, 8, 7), x: 1190, y: 170 },
      region('g00025', 1780, 130),
      region('g00029', 90, 150),
      region('g00048', 150, 490),
      region('g00010', 1150, 690),
      region('g00045', 1760, 890),
      region('g00028', 480, 980),
    ],
    way: [
      [1180, 540],
      [940, 760],
      [1480, 430],
      [2160, 520],
      [1480, 820],
      [460, 560],
    ],
  };
}

async function prostate(): Promise<Plan> {
  const tile = (name: string, x: number, y: number): Placed => ({
    fragment: prostateTile(values.data, name, RINGS_UM_PER_PX),
    x,
    y,
  });
  return {
    width: 2320,
    height: 1640,
    placed: [
      tile('cancer_P3_A8_7_11_1', 130, 130),
      tile('benign_P3_C11_5_10_6', 800, 100),
      tile('cancer_P3_A8_12_16_1', 1480, 140),
      tile('benign_P3_C10_7_3_9', 160, 800),
      tile('cancer_P4_C9_14_13_3', 830, 780),
      tile('benign_P3_C10_3_5_1', 1500, 820),
    ],
    way: [
      [800, 500],
      [1480, 460],
      [1830, 820],
      [1170, 1120],
      [500, 1140],
    ],
  };
}

const PLANS = {
  'lymph-node-tissue': { plan: lymphNode, model: 'lymph-node-metastasis' },
  'prostate-tissue': { plan: prostate, model: 'prostate-cancer' },
} as const;

for (const [name, { plan, model }] of Object.entries(PLANS)) {
  if (values.only !== undefined && values.only !== name) continue;
  if (values.check) {
    console.log(await checkSlide(join('public/slides', name), join('models', model)));
    continue;
  }
  const { width, height, placed, way } = await plan();
  const { rgba, places } = layOut(placed, width, height);
  const folder = join('public/slides', name);
  mkdirSync(folder, { recursive: true });
  const jpeg = await encodeJpeg(rgba, width, height, QUALITY);
  const [start = [width / 2, height / 2]] = way;
  const slide: TissueSlideFile = {
    umPerPx: 1,
    startUm: { x: start[0], y: start[1] },
    tour: way.map(([x, y]) => ({ x, y, dwellMs: DWELL_MS })),
    places,
  };
  writeFileSync(join(folder, 'tissue.jpg'), jpeg);
  writeFileSync(join(folder, 'slide.json'), `${JSON.stringify(slide)}\n`);
  const tumour = places.filter((place) => place.tumour).length;
  console.log(
    `${name}: ${width} x ${height} px, ${jpeg.length} bytes, ${tumour} places with tumour and ${places.length - tumour} without`,
  );
}
