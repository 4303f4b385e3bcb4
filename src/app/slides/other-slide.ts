import { type Clock, wallClock } from '../../domain/clock';
import type { IslandJoin } from '../../domain/tracking';
import type { FramePlacement } from '../../engine/port';
import type { AppStore } from '../state/store';

/** How long tissue that fits nothing seen so far is looked at before the page asks, ms. */
const PATIENCE_MS = 5000;
/** Frames in which it was seen by then: a view at rest is no evidence. */
const FRAMES = 20;

/**
 * Notices that the tissue in view fits nothing of the present slide: it lies on an island that was not joined to what is
 * known, for some seconds. Then the page asks, once for each such island, whether it is another slide.
 */
export class OtherSlide {
  /** Islands of which it is known that they are of the present slide. */
  #home = new Set<number>();
  /** Islands that were asked about. */
  #asked = new Set<number>();
  /** Islands that were begun while this was looked at, and are not known to be of the slide. */
  #strangers = new Set<number>();
  #strange: { readonly island: number; readonly since: number; readonly frames: number } | null = null;
  #startsKnown = false;

  constructor(
    private readonly app: AppStore,
    private readonly clock: Pick<Clock, 'now'> = wallClock,
  ) {}

  /** @param isContinued something of the slide is known, so that even its first island must be found there */
  begun(isContinued: boolean): void {
    this.#home = new Set();
    this.#asked = new Set();
    this.#strangers = new Set();
    this.#strange = null;
    this.#startsKnown = isContinued;
    this.#ask(false);
  }

  placed(placement: FramePlacement | null): void {
    if (!placement || placement.frozen || this.app.state.objectiveNotice.kind !== 'none') return;
    const { island } = placement;
    if (this.#home.size === 0 && !this.#startsKnown) this.#home.add(island);
    if (this.#home.has(island) || this.#asked.has(island)) {
      this.#strange = null;
      if (this.#home.has(island)) this.#ask(false);
      return;
    }
    this.#strangers.add(island);
    const now = this.clock.now();
    const before = this.#strange;
    const frames = before?.island === island ? before.frames + 1 : 1;
    this.#strange = { island, since: before?.island === island ? before.since : now, frames };
    if (now - this.#strange.since < PATIENCE_MS || frames < FRAMES) return;
    this.#asked.add(island);
    this.#ask(true);
  }

  /** The tissue was found to be beside what is known. */
  joined({ from, into }: IslandJoin): void {
    if (this.#home.has(from) || !this.#strangers.has(into)) this.#home.add(into);
    if (this.#strange?.island === from) this.#strange = null;
    if (this.#home.has(into)) this.#ask(false);
  }

  /** The user says that it is the same slide. */
  same(): void {
    for (const island of this.#asked) this.#home.add(island);
    this.#ask(false);
  }

  #ask(asking: boolean): void {
    const capture = this.app.slice('capture');
    if (capture.state.askingOtherSlide !== asking) capture.patch({ askingOtherSlide: asking });
  }
}
