import type { PointUm } from '../domain/geometry';
import type { ObjectiveChange } from '../domain/tracking';
import type { Look } from './look';
import { matchScales, type ScaleMatch } from './scale-match';

/** A frame as the watch sees it: placed or not, with its look. */
export interface WatchedFrame {
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  /** Placed by its island, and more than by its first field. */
  readonly followed: boolean;
  readonly look: Look;
}

/** um/px of one objective by that of another, for turrets of 4x, 10x, 20x and 40x. */
const RATIOS = [1, 0.5, 2, 0.4, 2.5, 0.25, 4, 0.2, 5, 0.1, 10] as const;
/** Ratios tried a frame: each costs a few ms. */
const A_FRAME = 4;
/** How many times more significant than all others a ratio must be. */
const MARGIN = 1.6;
/** So much more significant that less agreement will do: little tissue agrees less, but with nothing else at all. */
const CLEAR_MARGIN = 3;
const CLEAR_SIGNIFICANCE = 4;
const LESS = 0.1;
/** Frames after a loss in which a change is looked for. */
const TRIAL_FRAMES = 60;
/** Frames in which the position after a change that was told is checked. */
const CHECK_FRAMES = 8;

/** Agreement that a ratio needs: the fewer px of the wider field show the narrower one, the more. */
function leastAgreement(ratio: number): number {
  const times = Math.max(ratio, 1 / ratio);
  if (times > 8) return 0.72;
  return times > 3 ? 0.6 : 0.4;
}

/** Agreement from which a change is beyond doubt: this much above the least. */
const CERTAINLY_ABOVE = 0.1;

/** A ratio to be confirmed by the next frame, and the agreement that it needs. */
interface Suspect {
  readonly ratio: number;
  readonly least: number;
}

/** The new field's centre on the island before a change of um/px. */
export interface CheckedPlace {
  readonly island: number;
  readonly centre: PointUm;
  /** How exactly this is known, um. */
  readonly precision: number;
}

interface Followed {
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  readonly look: Look;
}

/**
 * Notices from the image alone that another objective is in the light path, by comparing the last field that
 * was followed with the fields after a loss at every ratio of scales; and checks the position after a change
 * that was told.
 */
export class ObjectiveWatch {
  #before: Followed | null = null;
  #trial: { frames: number; next: number; scores: Map<number, ScaleMatch>; suspect: Suspect | null } | null =
    null;
  #check: { readonly before: Followed; frames: number; last: PointUm | null } | null = null;
  /** um/px by what was noticed, as a multiple of the um/px that is set. */
  #believed = 1;

  /** The image says that um/px is not what is set. */
  get mistaken(): boolean {
    return this.#believed !== 1;
  }

  /** The position after a change that was told is still being checked. */
  get checking(): boolean {
    return this.#check !== null;
  }

  /** Takes a structured frame. @returns the change that it made evident */
  observe(frame: WatchedFrame): ObjectiveChange | null {
    const before = this.#before;
    if (before && frame.umPerPx !== before.umPerPx) {
      // Told, by the user or by the stage.
      this.#check = this.#believed === 1 || this.#fits(frame.umPerPx) ? this.#checkOf(before) : null;
      this.#believed = 1;
      this.#before = null;
      this.#trial = null;
      return null;
    }
    if (!before || before.island === frame.island || this.#trial === null) {
      if (before && before.island !== frame.island)
        this.#trial = { frames: 0, next: 0, scores: new Map(), suspect: null };
      else {
        if (frame.followed) this.#before = frame;
        return null;
      }
    }
    return this.#try(before, frame);
  }

  /** Where the field lies on the island before a change of um/px that was told; null while that is open. */
  checked(frame: WatchedFrame): CheckedPlace | null {
    const check = this.#check;
    if (!check) return null;
    if (++check.frames > CHECK_FRAMES) this.#check = null;
    const { before } = check;
    const ratio = frame.umPerPx / before.umPerPx;
    const { agreement, shift } = matchScales(before.look, frame.look, ratio);
    if (agreement < leastAgreement(ratio)) return null;
    const centre = { x: before.centre.x + shift.x, y: before.centre.y + shift.y };
    // Two frames must say the same of a stage that moves as the track says.
    const offset = { x: centre.x - frame.centre.x, y: centre.y - frame.centre.y };
    const { last } = check;
    check.last = offset;
    const coarser = Math.max(before.look.pxUm, frame.look.pxUm);
    if (!last || Math.hypot(offset.x - last.x, offset.y - last.y) > 1.5 * coarser) return null;
    this.#check = null;
    return { island: before.island, centre, precision: 0.5 * coarser };
  }

  /** The island that the last followed field lies on became part of another. */
  joined(from: number, into: number, offset: PointUm): void {
    const moved = (known: Followed): Followed =>
      known.island === from
        ? {
            ...known,
            island: into,
            centre: { x: known.centre.x + offset.x, y: known.centre.y + offset.y },
          }
        : known;
    if (this.#before) this.#before = moved(this.#before);
    if (this.#check) this.#check = { ...this.#check, before: moved(this.#check.before) };
    if (this.#before?.island === into) this.#trial = null;
  }

  /** What was noticed was wrong: the next change is seen against the fields since then. */
  trust(): void {
    this.#trial = null;
    this.#believed = 1;
  }

  reset(): void {
    this.#before = null;
    this.#trial = null;
    this.#check = null;
    this.#believed = 1;
  }

  #fits(umPerPx: number): boolean {
    return this.#before !== null && Math.abs(umPerPx / this.#before.umPerPx / this.#believed - 1) < 0.1;
  }

  #checkOf(before: Followed) {
    return { before, frames: 0, last: null };
  }

  #try(before: Followed, frame: WatchedFrame): ObjectiveChange | null {
    const trial = this.#trial;
    if (!trial) return null;
    if (++trial.frames > TRIAL_FRAMES) {
      // Other tissue. It is what the next change is seen against.
      this.#trial = null;
      this.#before = frame.followed ? frame : null;
      return null;
    }
    if (trial.suspect !== null) {
      const { ratio, least } = trial.suspect;
      const { agreement } = matchScales(before.look, frame.look, ratio);
      const first = trial.scores.get(ratio)?.agreement ?? 0;
      trial.suspect = null;
      trial.scores.clear();
      trial.next = 0;
      if (agreement < least) return null;
      this.#trial = null;
      this.#before = frame;
      this.#believed = near(this.#believed * ratio);
      const confidence = Math.min(1, agreement);
      const certain = Math.min(first, agreement) >= leastAgreement(ratio) + CERTAINLY_ABOVE;
      return { ratio: this.#believed, confidence, certain, island: frame.island };
    }
    for (let i = 0; i < A_FRAME && trial.next < RATIOS.length; i++, trial.next++) {
      const ratio = RATIOS[trial.next] ?? 1;
      trial.scores.set(ratio, matchScales(before.look, frame.look, ratio));
    }
    if (trial.next < RATIOS.length) return null;
    const [best, second] = [...trial.scores].sort((a, b) => b[1].significance - a[1].significance);
    trial.next = 0;
    const [ratio, match] = best ?? [1, null];
    const margin = match ? match.significance / Math.max(1e-6, second?.[1].significance ?? 0) : 0;
    const clear = match !== null && match.significance >= CLEAR_SIGNIFICANCE && margin >= CLEAR_MARGIN;
    const least = leastAgreement(ratio) - (clear ? LESS : 0);
    if (ratio !== 1 && match && margin >= MARGIN && match.agreement >= least)
      trial.suspect = { ratio, least };
    else trial.scores.clear();
    return null;
  }
}

/** 0.5 times 2 is 1, whatever the rounding. */
function near(ratio: number): number {
  return Math.abs(ratio - 1) < 0.01 ? 1 : Number(ratio.toPrecision(6));
}
