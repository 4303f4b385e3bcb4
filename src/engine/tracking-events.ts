import type { IslandJoin, ObjectiveChange, TrackingEvent } from '../domain/tracking';

/** Who wants to hear of what. */
export interface TrackingListener {
  /** Two islands became one: what is known of them moves together. */
  joined(join: IslandJoin): void;
  /** The image says that um/px is not what is set. */
  objectiveChanged(change: ObjectiveChange): void;
}

/** Passes on what the tracker noticed beside places, and keeps in mind that um/px is in doubt. */
export class TrackingEvents {
  /** um/px that the image contradicts, until another one is set or the image agrees again. */
  #contradicted: number | null = null;

  constructor(private readonly listener: TrackingListener) {}

  take(events: readonly TrackingEvent[], umPerPx: number | null): void {
    if (this.#contradicted !== umPerPx) this.#contradicted = null;
    for (const event of events) {
      if (event.kind === 'island-join') this.listener.joined(event);
      else {
        this.#contradicted = event.ratio === 1 ? null : umPerPx;
        this.listener.objectiveChanged(event);
      }
    }
  }

  /** True while nothing may be said of the tissue: it would be said at a wrong scale. */
  get scaleInDoubt(): boolean {
    return this.#contradicted !== null;
  }

  reset(): void {
    this.#contradicted = null;
  }
}
