import type { Assessment } from './quality';

/** What is said of a place by its picture: what holds for the whole field is reported separately. */
type Reading = Exclude<Assessment, 'wrong-scale' | 'not-calibrated' | 'tracking-lost'>;

/** Why tissue has no answer and will not have one. `looking`: its quality could not be measured. */
export type Refusal = Exclude<Reading, 'assessed' | 'no-tissue'>;

/**
 * The places of a field (cells, over all models that are on; or regions) by what is known of them. Each is in exactly
 * one of the four. Structured-clonable.
 */
export interface FieldCounts {
  /** With an answer. */
  readonly assessed: number;
  /** Assessable, and not yet run. */
  readonly waiting: number;
  readonly withoutTissue: number;
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}

/** The cells of a whole picture, over all models that are on: also those that no model can answer for. */
export interface PictureCounts extends FieldCounts {
  /** Tissue without an answer that lies so near the edge that the models miss what surrounds it. */
  readonly edge: number;
}

export const NOTHING_COUNTED: FieldCounts = { assessed: 0, waiting: 0, withoutTissue: 0, refused: {} };

/** Counts places one by one. */
export class FieldCounter {
  #assessed = 0;
  #waiting = 0;
  #withoutTissue = 0;
  readonly #refused: Partial<Record<Refusal, number>> = {};

  /** @param known it has an answer, whatever the picture shows now; `seen`: what the picture shows */
  add(known: boolean, seen: Assessment): void {
    if (known) this.#assessed++;
    else if (seen === 'assessed') this.#waiting++;
    else if (seen === 'no-tissue') this.#withoutTissue++;
    else {
      const reason = isReading(seen) ? seen : 'looking';
      this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    }
  }

  get counts(): FieldCounts {
    return {
      assessed: this.#assessed,
      waiting: this.#waiting,
      withoutTissue: this.#withoutTissue,
      refused: { ...this.#refused },
    };
  }
}

const isReading = (seen: Assessment): seen is Reading =>
  seen !== 'wrong-scale' && seen !== 'not-calibrated' && seen !== 'tracking-lost';

/** Places that are refused, of all reasons but `except`. */
export function refusedIn({ refused }: FieldCounts, except?: Refusal): number {
  return Object.entries(refused).reduce((sum, [name, count]) => sum + (name === except ? 0 : count), 0);
}

/** All places of a picture. */
export function countedIn(counts: PictureCounts): number {
  return counts.assessed + counts.waiting + counts.withoutTissue + counts.edge + refusedIn(counts);
}

/** Whether all tissue of the picture has an answer. */
export function isComplete(counts: PictureCounts): boolean {
  return counts.assessed > 0 && counts.waiting + counts.edge + refusedIn(counts) === 0;
}

/** Share of the tissue that has an answer, 0..1: of what is known, what waits and what is refused. 0 without any. */
export function assessedShare(counts: FieldCounts): number {
  const tissue = counts.assessed + counts.waiting + refusedIn(counts);
  return tissue === 0 ? 0 : counts.assessed / tissue;
}

/** The reason that holds for most of what is refused; white counts last, as it is mostly glass. Null: nothing is. */
export function mainRefusal({ refused }: FieldCounts): Refusal | null {
  let main: Refusal | null = null;
  for (const [name, count] of Object.entries(refused) as [Refusal, number][])
    if (count > 0 && (main === null || rank(name, count) > rank(main, refused[main] ?? 0))) main = name;
  return main;
}

const rank = (name: Refusal, count: number) => (name === 'blown-out' ? 0 : count);

/** Share of the field below which tissue is too little to speak of: specks on glass. */
const LITTLE_TISSUE = 0.02;

/**
 * What keeps most of what a picture shows from being assessed; `no-tissue` where there is hardly any to assess, null
 * where nothing does.
 */
export function obstacleOf(picture: FieldCounts): Refusal | 'no-tissue' | null {
  // White beside tissue is glass under a bright lamp; where there is nothing else, tissue may be hidden in it.
  const white = picture.refused['blown-out'] ?? 0;
  const refused = refusedIn(picture, 'blown-out');
  const tissue = picture.assessed + picture.waiting + refused;
  const all = tissue + white + picture.withoutTissue;
  if (tissue < LITTLE_TISSUE * all) return white > all / 2 ? 'over-exposed' : 'no-tissue';
  return refused > tissue / 2 ? mainRefusal(picture) : null;
}

/** What a field is in, where nothing before it has to be solved by the user. */
export type FieldState = Exclude<Refusal, 'blown-out'> | 'no-tissue' | 'tracking-lost' | 'examined';

/**
 * The state of a field from its counts. `examined` only where something has an answer, nothing waits, and at least as
 * much has one as is refused.
 * @param picture its regions, as they are shown now
 * @param cells what is known of it; null where it has no place on the slide
 * @param pending tiles that are still to be run
 */
export function fieldState(
  picture: FieldCounts | null,
  cells: FieldCounts | null,
  { pending, lost }: { readonly pending: number; readonly lost: boolean },
): FieldState {
  if (!picture) return 'looking';
  const obstacle = obstacleOf(picture);
  // A speck of tissue that has an answer is not to be denied.
  if (obstacle !== null && !(obstacle === 'no-tissue' && (cells?.assessed ?? 0) > 0)) return shown(obstacle);
  if (lost) return 'tracking-lost';
  if (!cells || pending > 0 || cells.waiting > 0) return 'looking';
  const main = mainRefusal(cells);
  if (cells.assessed > 0 && cells.assessed >= refusedIn(cells, 'blown-out')) return 'examined';
  if (main !== null) return shown(main);
  return cells.withoutTissue > 0 ? 'no-tissue' : 'looking';
}

const shown = (state: Refusal | 'no-tissue'): FieldState => (state === 'blown-out' ? 'over-exposed' : state);
