import type { Clock } from '../../domain/clock';
import type { PointUm } from '../../domain/geometry';
import type { StageRest } from '../../tiling/plan';

/** The stage rests when it moved less than this, um, between two passes. */
export const RESTING_UM = 2;
/** The stage has settled after so long a rest, ms. */
export const SETTLED_MS = 3000;

/** Tells from the places of the fields, one after another, whether the stage moves, rests or has settled. */
export class StageRestWatch {
  #last: PointUm | null = null;
  /** Since when the stage has rested, ms. */
  #since: number | null = null;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Where the last field lay; null before the first. */
  get last(): PointUm | null {
    return this.#last;
  }

  /** What the stage does, from where it was at the last pass; null at the first. */
  observe(centre: PointUm): StageRest | null {
    const last = this.#last;
    this.#last = centre;
    if (last === null) {
      this.#since = null;
      return null;
    }
    if (distance(centre, last) >= RESTING_UM) {
      this.#since = null;
      return 'moving';
    }
    this.#since ??= this.clock.now();
    return this.clock.now() - this.#since >= SETTLED_MS ? 'settled' : 'resting';
  }

  /** Another coordinate system: what was known of places does not apply to these. */
  forget(): void {
    this.#last = null;
  }
}

export const distance = (a: PointUm, b: PointUm) => Math.hypot(a.x - b.x, a.y - b.y);
