import type { MicroscopeState } from '../../domain/frame';
import type { ObjectiveSession } from '../objective/objective-session';
import type { AppStore } from '../state/store';

/** The lens in the light path and the stage under it, as the user works them. */
export class OpticsSession {
  constructor(
    private readonly store: AppStore,
    private readonly objectiveChange: Pick<ObjectiveSession, 'chosen'>,
  ) {}

  setObjective(objective: number | null): void {
    if (this.objectiveChange.chosen(objective)) return;
    const microscope = this.#microscope();
    if (!microscope) this.store.patch({ objective, linkedUmPerPx: null });
    else if (objective !== null && microscope.objectives.includes(objective)) microscope.set({ objective });
  }

  /** Objectives of the turret, in the order of the number keys; null where the source has none. */
  objectives(): readonly number[] | null {
    return this.#microscope()?.objectives ?? null;
  }

  setMicroscope(change: Partial<MicroscopeState>): void {
    this.#microscope()?.set(change);
  }

  /** Moves the stage by a share of the field of view. */
  moveStage(columns: number, rows: number): void {
    const { frame } = this.store.state;
    if (!frame?.umPerPx) return;
    this.#microscope()?.moveBy(columns * frame.width * frame.umPerPx, rows * frame.height * frame.umPerPx);
  }

  #microscope() {
    const { source } = this.store.state;
    return source.phase === 'open' ? source.source.microscope : undefined;
  }
}
