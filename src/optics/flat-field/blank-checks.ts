import { ReticleError } from '../../domain/errors';
import { MAX_GAIN } from '../../domain/flat-field';
import type { Blocks } from './blocks';
import type { FrameAverage } from './frame-average';
import type { Surface } from './smooth-surface';
import { toLinear } from './transfer';

/** Largest change of brightness between frames of one average: more is a flickering or self-adjusting camera. */
const STEADY = 0.02;
/** Share of clipped px that dust on a bright field may have by chance. */
const CLIPPED_SHARE = 0.002;
/** Darkest mean code value of a channel that gains can lift without more noise than picture. */
const DARKEST = 0.3;
/** Mean below which there is nothing but noise to look for structure in. */
const NO_LIGHT = 0.1;
/** A block this far from the smooth surface, relative, holds something, as does one with such a deviation. */
const BLOCK_OFF = 0.025;
const BLOCK_ROUGH = 0.03;
/** Share of such blocks that dust may fill. */
const DUSTY_SHARE = 0.08;
/** A lamp is red, white or blue, with green between; stain takes green most. */
const STAINED_GREEN = 0.88;

/** @throws ReticleError 'blank-clipped', 'blank-unsteady' or 'blank-dark' */
export function checkLight(blank: FrameAverage): void {
  if (blank.clipped > CLIPPED_SHARE)
    throw new ReticleError(
      'blank-clipped',
      `${percent(blank.clipped)} of the blank field is clipped: the light there is not known.`,
      'Turn the lamp or the exposure down until no part is white, then take the blank field again.',
    );
  if (blank.unsteadiness > STEADY)
    throw new ReticleError(
      'blank-unsteady',
      `The brightness changed by ${percent(blank.unsteadiness)} while the blank field was taken.`,
      'Switch automatic exposure and white balance of the camera off, keep the stage still, and take it again.',
    );
  if (blank.brightness < NO_LIGHT) throw tooDark(blank.brightness);
}

/** @throws ReticleError 'blank-not-blank' where there is more than smooth light, 'blank-dark' where there is too little */
export function checkBlank(
  { columns, rows, levels, deviations }: Blocks,
  surfaces: readonly Surface[],
): void {
  const count = columns * rows;
  let busy = 0;
  let darkest = Number.POSITIVE_INFINITY;
  const means = [0, 0, 0];
  for (let block = 0; block < count; block++) {
    const x = ((block % columns) + 0.5) / columns;
    const y = (Math.floor(block / columns) + 0.5) / rows;
    const off = surfaces.map((surface, channel) => {
      const level = levels[3 * block + channel] ?? 0;
      const light = surface.at(x, y);
      means[channel] = (means[channel] ?? 0) + level / count;
      darkest = Math.min(darkest, light);
      return Math.abs(toLinear(level) / Math.max(1e-6, light) - 1);
    });
    if (Math.max(...off) > BLOCK_OFF || (deviations[block] ?? 0) > BLOCK_ROUGH) busy++;
  }
  if (busy > DUSTY_SHARE * count) throw notBlank(`${percent(busy / count)} of the field holds structure.`);
  const [red = 0, green = 0, blue = 0] = surfaces.map(({ at }) => at(0.5, 0.5));
  if (green < STAINED_GREEN * Math.min(red, blue)) throw notBlank('The field is pink or purple like stain.');
  if (Math.min(...means) < DARKEST) throw tooDark(Math.min(...means));
  if (darkest * MAX_GAIN < 1)
    throw new ReticleError(
      'blank-dark',
      'Part of the blank field is black.',
      'Open the field diaphragm, or crop the picture to the part that the lamp lights, and take it again.',
    );
}

const tooDark = (level: number) =>
  new ReticleError(
    'blank-dark',
    `The blank field is too dark: one colour is at ${percent(level)} of full scale, at least ${percent(DARKEST)} is needed.`,
    'Turn the lamp or the exposure up, then take the blank field again.',
  );

const notBlank = (why: string) =>
  new ReticleError(
    'blank-not-blank',
    `This is not blank glass. ${why}`,
    'Move to glass without tissue, cover slip edge or writing, at the focus of the tissue, and take it again.',
  );

const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
