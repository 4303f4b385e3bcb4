import type { FieldBytes } from '../resample-reference';
import { type Blocks, measureBlocks } from './blocks';
import { BLANK_LEVEL } from './measure-flat-field';

/** What of the light is no longer as in the blank field. */
export type LightDrift = 'colour' | 'shading' | 'brightness';

/** Glass is the blocks that are this near to the brightest and this smooth. */
const BRIGHT = 0.85;
const SMOOTH = 0.02;
/** Share of the field that must be glass to judge colour and brightness, and to judge shading. */
const SOME_GLASS = 0.05;
const MUCH_GLASS = 0.4;
/** Stain takes green most; a lamp or camera that drifts leaves green between red and blue. */
const UNSTAINED = 0.97;

/** Tolerances, each about three times what is left right after the blank field was taken. */
export const DRIFT_TOLERANCE = { colour: 0.03, shading: 0.04, brightness: 0.1 } as const;

/**
 * Compares glass in a corrected field with what the flat field makes of glass: neutral, even, at its level.
 * @returns null where there is too little glass to tell; [] where all is within tolerance
 */
export function lightDrift(field: FieldBytes): readonly LightDrift[] | null {
  const blocks = measureBlocks(field, (px, channel) => field.rgba[4 * px + channel] ?? 0);
  const glass = glassOf(blocks);
  const share = glass.length / (blocks.columns * blocks.rows);
  if (share < SOME_GLASS) return null;
  const [red, green, blue] = [0, 1, 2].map((channel) => middle(glass.map((rgb) => rgb[channel] ?? 0))) as [
    number,
    number,
    number,
  ];
  const greys = glass.map(([r = 0, g = 0, b = 0]) => (r + g + b) / 3).sort((a, b) => a - b);
  const grey = middle(greys);
  const found: LightDrift[] = [];
  if ((Math.max(red, green, blue) - Math.min(red, green, blue)) / grey > DRIFT_TOLERANCE.colour)
    found.push('colour');
  if (Math.abs(grey / BLANK_LEVEL - 1) > DRIFT_TOLERANCE.brightness) found.push('brightness');
  const at = (part: number) => greys[Math.floor(part * (greys.length - 1))] ?? grey;
  if (share >= MUCH_GLASS && (at(0.98) - at(0.02)) / grey > DRIFT_TOLERANCE.shading) found.push('shading');
  return found;
}

function glassOf({ columns, rows, levels, deviations }: Blocks): readonly (readonly number[])[] {
  const all = Array.from({ length: columns * rows }, (_, block) => ({
    rgb: [levels[3 * block] ?? 0, levels[3 * block + 1] ?? 0, levels[3 * block + 2] ?? 0],
    smooth: (deviations[block] ?? 1) < SMOOTH,
  }));
  const grey = ([r = 0, g = 0, b = 0]: readonly number[]) => (r + g + b) / 3;
  const brightest = Math.max(0, ...all.filter(({ smooth }) => smooth).map(({ rgb }) => grey(rgb)));
  return all
    .filter(({ rgb: [r = 0, g = 0, b = 0], smooth }) => smooth && g >= UNSTAINED * Math.min(r, b))
    .map(({ rgb }) => rgb)
    .filter((rgb) => grey(rgb) >= BRIGHT * brightest);
}

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** So many looks in a row must agree: a hair in the light is no drift. */
const LOOKS = 3;

/** The alarm: comes after three looks in a row that drifted, goes after three that did not. */
export class DriftWatch {
  #drift: readonly LightDrift[] = [];
  #against = 0;

  /** What has drifted; empty: nothing, or not known to. */
  get drift(): readonly LightDrift[] {
    return this.#drift;
  }

  /** @param seen as {@link lightDrift} gives it */
  look(seen: readonly LightDrift[] | null): readonly LightDrift[] {
    if (seen === null) return this.#drift;
    const agrees = seen.length > 0 === this.#drift.length > 0;
    this.#against = agrees ? 0 : this.#against + 1;
    if (this.#against >= LOOKS) {
      this.#drift = seen;
      this.#against = 0;
    }
    return this.#drift;
  }

  reset(): void {
    this.#drift = [];
    this.#against = 0;
  }
}
