import { REGION_PX } from '../../src/domain/quality';
import { scaleFits } from '../../src/engine/scale-gate';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { randomNumbers } from '../../src/optics/testing/procedural-field';
import { defocusSigmaUm } from '../../src/source/simulated/microscope-state';
import {
  type JpegDecoder,
  type Place,
  type PlaceKind,
  realKinds,
  simulatedKinds,
  zurichFiles,
  zurichPlaces,
} from '../focus/places';
import { dust, expose, glass, INKS, type Ink, pen, restain, smear } from './artefacts';
import { manifestOf, type Organ } from './manifests';

export const BAD_KINDS = [
  'blank glass',
  'dust and fibres',
  'pen, opaque',
  'pen, see-through',
  'defocus',
  'too bright',
  'too dark',
  'wrong objective',
  'motion blur',
] as const;
export type BadKind = (typeof BAD_KINDS)[number];

export interface GateField {
  /** What is wrong, or where the good field is from. */
  readonly kind: string;
  /** What was drawn for it, to tell failures apart. */
  readonly detail: string;
  readonly field: FieldBytes;
  readonly umPerPx: number;
  readonly objective: number;
  readonly organ: Organ;
  /** Px that must not be called, 0..1; null: all. */
  readonly bad: Float32Array | null;
  /** The field before camera and artefact, to tell its tissue. */
  readonly clean: FieldBytes;
}

/** Places on which limits are chosen, those left out, and those that neither has: figures come from there. */
export type Part = 'limits' | 'held out' | 'fresh';
/** Real prostate at 0.46 um/px; every fourth picture. */
export const GATE_JPEGS = zurichFiles(4);

interface Source {
  readonly name: string;
  readonly organ: Organ;
  readonly places: readonly Place[];
}

/** Least share of tissue of a field that others are made of. */
const TISSUE_SHARE = 0.4;
/** Times the blur up to which the model's figures hold (manifest, maxDefocusUm): nearer, the measure cannot tell. */
const BEYOND = 1.25;
const REAL_PLACES = 200;

/**
 * Good and bad fields, the same for the same seed. Places are dealt into two halves, one to choose limits on. Fresh are
 * simulated places beyond these and all of the JPEGs; of the lymph node, those held out, for there are no others. Places
 * whose scale the model refuses are left out: it would answer for every gate.
 */
export class GateFields {
  readonly #sources: readonly Source[];
  readonly #coarse: readonly Source[];

  /**
   * @param simulated places of each simulated slide and objective, in both halves together
   * @param jpeg has GATE_JPEGS; null: without them
   */
  constructor(part: Part, simulated: number, withReal = true, jpeg: JpegDecoder | null = null) {
    const half = (_: unknown, i: number) => i % 2 === (part === 'limits' ? 0 : 1);
    const fresh = part === 'fresh';
    const dealt = (
      kinds: readonly PlaceKind[],
      mine: (place: Place, i: number) => boolean,
      judged: boolean,
    ): Source[] =>
      kinds
        .map(({ name, places }): Source => {
          const organ = name.includes('prostate') ? 'prostate' : 'lymph node';
          const fits = ({ umPerPx }: Place) => !judged || scaleFits(manifestOf(organ), umPerPx);
          return {
            name: name.startsWith('real') ? name : `${name}, ${part}`,
            organ,
            places: [...places]
              .filter((place, i) => mine(place, i) && fits(place))
              .map(remembering)
              .filter((place) => tissueShare(place.look(0, 0, 1)) > TISSUE_SHARE),
          };
        })
        .filter(({ places }) => places.length > 0);
    const count = fresh ? 2 * simulated : simulated;
    const beyond = fresh ? (_: unknown, i: number) => i >= simulated : half;
    const zurich = jpeg
      ? [
          {
            name: 'real prostate (Zurich), 0.46 um/px, 20x',
            places: whole(zurichPlaces(jpeg, 20, 1, GATE_JPEGS)),
          },
        ]
      : [];
    this.#sources = [
      ...dealt(withReal ? realKinds(REAL_PLACES, null) : [], half, true),
      ...dealt(zurich, fresh ? () => true : half, true),
      ...dealt(simulatedKinds([10, 20], count), beyond, true),
    ];
    this.#coarse = dealt(simulatedKinds([4], count), beyond, false);
  }

  good(seed: number): GateField {
    const random = randomNumbers(7919 * seed + 1);
    const { source, place } = pick(this.#sources, random, seed);
    const strength = 0.7 + 0.6 * random();
    const light = camera(random);
    const clean = restain(place.look(0, 0, 1), strength);
    return {
      kind: source.name.replace(/, (limits|held out|fresh)$/, ''),
      detail: `stain ${strength.toFixed(2)} ${told(light)}`,
      field: expose(clean, light, random),
      ...about(source, place),
      bad: null,
      clean,
    };
  }

  bad(kind: BadKind, seed: number): GateField {
    const random = randomNumbers(104_729 * seed + BAD_KINDS.indexOf(kind));
    const sources = kind === 'wrong objective' ? this.#coarse : this.#sources;
    const { source, place } = pick(sources, random, Math.floor(random() * sources.length));
    const strength = 0.7 + 0.6 * random();
    const light = camera(random);
    const base = {
      kind,
      ...about(source, place),
      bad: null,
      clean: restain(place.look(0, 0, 1), strength),
    };
    const { clean } = base;
    const shown = (field: FieldBytes, detail = '', how = light): GateField => ({
      ...base,
      detail: `${source.name} ${detail} stain ${strength.toFixed(2)} ${told(how)}`,
      field: expose(field, how, random),
    });
    const empty = glass(clean.width, clean.height);
    switch (kind) {
      case 'blank glass':
        return shown(empty);
      case 'dust and fibres':
        return shown(dust(empty, random));
      case 'pen, opaque':
      case 'pen, see-through': {
        const inks = Object.keys(INKS) as Ink[];
        const ink = inks[Math.floor(random() * inks.length)] ?? 'blue';
        const layers = kind === 'pen, opaque' ? 1.2 + random() : 0.7 + 0.5 * random();
        const cover = random() < 0.5 ? 1 : 0.3 + 0.6 * random();
        const onGlass = random() < 0.4;
        const drawnOn = pen(onGlass ? empty : clean, { ink, layers, cover }, random);
        const detail = `${ink} ${layers.toFixed(2)} over ${cover.toFixed(2)} of ${onGlass ? 'glass' : 'tissue'}`;
        return { ...shown(drawnOn.field, detail), bad: onGlass ? null : drawnOn.under };
      }
      case 'defocus': {
        // 3 to 20 um at the objective, as far as that is more blur than the models bear.
        const borneUm = BEYOND * manifestOf(source.organ).quality.maxDefocusUm;
        const least = Math.max(3, borneUm / defocusSigmaUm(1, place.objective));
        const defocus = least + (20 - least) * random();
        const blurUm = defocusSigmaUm(defocus, place.objective);
        const seen = restain(place.look(blurUm, 0, 1), strength);
        return shown(seen, `${defocus.toFixed(1)} um of defocus, blur ${blurUm.toFixed(2)} um`);
      }
      case 'too bright':
        return shown(clean, '', { ...light, gain: 1.6 + 1.4 * random() });
      case 'too dark':
        return shown(clean, '', { ...light, gain: 0.05 + 0.4 * random() });
      case 'wrong objective':
        return shown(clean);
      case 'motion blur': {
        const lengthUm = 8 + 32 * random();
        const angle = Math.PI * random();
        const seen = smear(clean, lengthUm / place.umPerPx, angle);
        return shown(seen, `${lengthUm.toFixed(1)} um at ${((180 * angle) / Math.PI).toFixed(0)} degrees`);
      }
    }
  }
}

/** Cut to whole regions. */
function* whole(places: Iterable<Place>): Generator<Place> {
  for (const place of places)
    yield {
      ...place,
      look: (...how) => {
        const { width, height, rgba } = place.look(...how);
        const across = width - (width % REGION_PX);
        const down = height - (height % REGION_PX);
        const cut = new Uint8ClampedArray(4 * across * down);
        for (let y = 0; y < down; y++)
          cut.set(rgba.subarray(4 * y * width, 4 * (y * width + across)), 4 * y * across);
        return { width: across, height: down, rgba: cut };
      },
    };
}

/** Keeps the look in focus, which most fields are made of. */
function remembering(place: Place): Place {
  let sharp: FieldBytes | null = null;
  return {
    ...place,
    look: (blurUm, noise, seed) => {
      if (blurUm > 0 || noise > 0) return place.look(blurUm, noise, seed);
      sharp ??= place.look(0, 0, seed);
      return sharp;
    },
  };
}

function pick(sources: readonly Source[], random: () => number, seed: number) {
  const source = sources[seed % sources.length];
  const place = source?.places[Math.floor(random() * source.places.length)];
  if (!source || !place) throw new Error('No field with tissue was found: ask for more places.');
  return { source, place };
}

const about = ({ organ }: Source, { umPerPx, objective }: Place) => ({ organ, umPerPx, objective });

/** A good camera: 1 to 3 % of noise, mild shading, lamp not quite even. */
const camera = (random: () => number) => ({
  noise: 0.01 + 0.02 * random(),
  vignetting: 0.15 * random(),
  gain: 0.9 + 0.15 * random(),
});

const told = ({ noise, vignetting, gain }: ReturnType<typeof camera>) =>
  `noise ${noise.toFixed(3)} shading ${vignetting.toFixed(2)} gain ${gain.toFixed(2)}`;

function tissueShare({ rgba }: FieldBytes): number {
  let tissue = 0;
  for (let at = 1; at < rgba.length; at += 4) if ((rgba[at] ?? 255) < 215) tissue++;
  return tissue / (rgba.length / 4);
}
