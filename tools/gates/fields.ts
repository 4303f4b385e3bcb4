import type { FieldBytes } from '../../src/optics/resample-reference';
import { randomNumbers } from '../../src/optics/testing/procedural-field';
import { defocusSigmaUm } from '../../src/source/simulated/microscope-state';
import { type Place, realKinds, simulatedKinds } from '../focus/places';
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

export type Half = 'limits' | 'held out';

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
 * Good and bad fields, the same for the same seed. Places are dealt into two halves: limits are chosen on one, the
 * figures reported of the other.
 */
export class GateFields {
  readonly #sources: readonly Source[];
  readonly #coarse: readonly Source[];

  /** @param simulated places of each simulated slide and objective, in both halves together */
  constructor(half: Half, simulated: number, withReal = true) {
    const mine = (_: unknown, i: number) => i % 2 === (half === 'limits' ? 0 : 1);
    const dealt = (kinds: ReturnType<typeof simulatedKinds>): Source[] =>
      kinds.map(({ name, places }) => ({
        name: name.startsWith('real') ? name : `${name}, ${half}`,
        organ: name.includes('prostate') ? 'prostate' : 'lymph node',
        places: [...places]
          .filter(mine)
          .map(remembering)
          .filter((place) => tissueShare(place.look(0, 0, 1)) > TISSUE_SHARE),
      }));
    const real = withReal ? realKinds(REAL_PLACES, null) : [];
    this.#sources = dealt([...real, ...simulatedKinds([10, 20], simulated)]).filter(
      ({ places }) => places.length > 0,
    );
    this.#coarse = dealt(simulatedKinds([4], simulated)).filter(({ places }) => places.length > 0);
  }

  good(seed: number): GateField {
    const random = randomNumbers(7919 * seed + 1);
    const { source, place } = pick(this.#sources, random, seed);
    const strength = 0.7 + 0.6 * random();
    const light = camera(random);
    const clean = restain(place.look(0, 0, 1), strength);
    return {
      kind: source.name.replace(/, (limits|held out)$/, ''),
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
