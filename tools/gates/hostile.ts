import type { FieldBytes } from '../../src/optics/resample-reference';
import { expose, INKS, type Ink, OTHER_INKS, pen, restain } from './artefacts';
import * as made from './not-tissue';
import type { Half, RealField } from './real-fields';
import { RECIPES, RECOLOURINGS, recoloured, restained } from './restain';

export interface HostileField {
  readonly kind: string;
  readonly detail: string;
  readonly umPerPx: number;
  readonly field: FieldBytes;
}

type Random = () => number;

/**
 * What is not a brightfield section in H&E, made from real fields of the same half. Half of it is seen through a camera
 * with noise, shading and another exposure. The half that shows the figures has other stain vectors.
 */
export function* hostileFields(
  half: Half,
  bases: readonly RealField[],
  each: number,
  random: Random,
): Generator<HostileField> {
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('There is no field to make others of.');
    return item;
  };
  const laboratories = [...new Set(bases.map(({ laboratory }) => laboratory))];
  /** Every laboratory as often. */
  const base = (): RealField => {
    const laboratory = pick(laboratories);
    return pick(bases.filter((field) => field.laboratory === laboratory));
  };
  const light = () => ({
    noise: 0.005 + 0.015 * random(),
    vignetting: 0.1 * random(),
    gain: 0.92 + 0.1 * random(),
  });
  let count = 0;
  const shown = (kind: string, detail: string, umPerPx: number, field: FieldBytes): HostileField => ({
    ...{ kind, detail, umPerPx },
    field: count++ % 2 === 0 ? field : expose(field, light(), random),
  });
  const vectors = half === 'limits' ? 'published' : 'other';
  for (const [kind, recipes] of Object.entries(RECIPES))
    for (const recipe of recipes)
      for (let i = 0; i < each; i++) {
        const { laboratory, umPerPx, field } = base();
        const strength = 0.7 + 0.7 * random();
        const detail = `${recipe.nuclei[0]} and ${recipe.rest[0]} on ${laboratory}`;
        yield shown(kind, detail, umPerPx, restained(restain(field, strength), recipe, vectors));
      }
  for (const [kind, colour] of Object.entries(RECOLOURINGS))
    for (let i = 0; i < each; i++) {
      const { laboratory, umPerPx, field } = base();
      yield shown(kind, laboratory, umPerPx, recoloured(field, colour));
    }
  const size = [384, 320] as const;
  for (const colours of made.TEXTS)
    for (let i = 0; i < each; i++)
      yield shown(
        'text',
        colours,
        pick([0.25, 0.5, 1]),
        made.textPage(...size, colours, 6 + 20 * random(), random),
      );
  for (const scene of made.SCENES)
    for (let i = 0; i < each; i++)
      yield shown('photograph', scene, pick([0.25, 0.5, 1]), made.photograph(...size, scene, random));
  for (let i = 0; i < 4 * each; i++) {
    const { laboratory, umPerPx, field } = base();
    const how = { colours: pick([1, 3] as const), gain: pick([0.6, 1, 2, 3]), ground: pick([4, 10, 30, 60]) };
    yield shown(
      'fluorescence',
      `${JSON.stringify(how)} ${laboratory}`,
      umPerPx,
      made.fluorescence(field, how),
    );
  }
  for (let i = 0; i < 4 * each; i++) {
    const { laboratory, umPerPx, field } = base();
    const inks = [...Object.keys(INKS), ...(half === 'shown' ? Object.keys(OTHER_INKS) : [])];
    const [ink, layers] = [pick(inks as (Ink | keyof typeof OTHER_INKS)[]), 0.4 + 0.8 * random()];
    const drawn = pen(field, { ink, layers, cover: 1 }, random).field;
    yield shown('see-through ink over all', `${ink} ${layers.toFixed(2)} on ${laboratory}`, umPerPx, drawn);
  }
  for (let i = 0; i < 3 * each; i++) {
    const { laboratory, umPerPx, field } = base();
    const how = {
      period: 3.2 + 40 * random() ** 2,
      angle: 3 * random(),
      depth: 0.15 + 0.4 * random(),
      spread: pick([0, 0.5, 1, 2.1]),
    };
    yield shown(
      'H&E on a screen, moire',
      `${JSON.stringify(how)} ${laboratory}`,
      umPerPx,
      made.onScreen(field, how),
    );
  }
  for (const how of ['mean', 'product'] as const)
    for (let i = 0; i < each; i++) {
      const [first, second] = [base(), base()];
      yield shown(
        `double exposure, ${how}`,
        first.laboratory,
        first.umPerPx,
        made.doubled(first.field, second.field, how, 0.3 + 0.4 * random()),
      );
    }
  for (let i = 0; i < 3 * each; i++) {
    const { laboratory, umPerPx, field } = base();
    // 4 to 200 px, as often in every octave, but no farther than half of the field.
    const [far, angle] = [4 * 50 ** random(), Math.PI * random()];
    const dx = Math.round(Math.min(far, field.width / 2) * Math.cos(angle));
    const dy = Math.round(Math.min(far, field.height / 2) * Math.sin(angle));
    const share = 0.3 + 0.4 * random();
    const detail = `${dx}, ${dy} px, ${share.toFixed(2)} on ${laboratory}`;
    yield shown('double exposure, moved', detail, umPerPx, made.ghosted(field, dx, dy, share));
  }
}
