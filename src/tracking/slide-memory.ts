import { type IslandJoin, onIsland, type TrackedField, type TrackingEvent } from '../domain/tracking';
import { SearchedField } from './field-search';
import { apart, KeyframeArchive, sameScale } from './keyframe-archive';
import type { Look } from './look';
import { ObjectiveWatch } from './objective-watch';
import { nearest, type PlacedLook, Relocaliser } from './relocaliser';
import { type Similarity, tolerable } from './similarity';
import type { RememberedSlide } from './stored-memory';

/** Confidence from which a field is archived. */
const ARCHIVED_FROM = 0.3;
/** Frames of a new island before its fields are archived or looked for: the first may be a blur in passing. */
const SETTLED = 1;
/** Frames between two checks of rotation and scale, and distance, as share of the field, at which they can be. */
const CHECK_EVERY = 15;
const CHECK_WITHIN = 0.45;

/**
 * What is remembered of the slide beside the tracker's keyframes, on the CPU: everything seen, to find the way
 * back to it, and the last field, to notice another objective. Fed with each frame that comes back; what it
 * finds goes to the tracker as a correction, and to the listener as an event.
 */
export class SlideMemory {
  readonly #archive: KeyframeArchive;
  readonly #relocaliser: Relocaliser;
  readonly #watch = new ObjectiveWatch();
  readonly #joins: IslandJoin[] = [];
  #corrections: IslandJoin[] = [];
  #events: TrackingEvent[] = [];
  #frame = 0;
  #similarity: Similarity | null = null;
  /** Checks in a row that found the camera turned or zoomed. */
  #intolerable = 0;
  /** Highest name of an island so far; -1: none. */
  #highest = -1;
  /** Frames placed on the current island, and which it is. */
  #island = { name: -1, placed: 0 };

  constructor(mostFields?: number) {
    this.#archive = new KeyframeArchive(mostFields);
    this.#relocaliser = new Relocaliser(this.#archive);
  }

  /** The image says that um/px is not what is set: a new one begins a new island. */
  get mistaken(): boolean {
    return this.#watch.mistaken;
  }

  /** Rotation and scale against the island's own fields, as of the last check; null before the first. */
  get similarity(): Similarity | null {
    return this.#similarity;
  }

  /** The camera was turned or zoomed: a new island must begin. Told once. */
  takeRestart(): boolean {
    if (this.#intolerable < 2) return false;
    this.#intolerable = 0;
    return true;
  }

  /** Fields archived. */
  get size(): number {
    return this.#archive.fields.length;
  }

  /** Takes the answer to a frame with its look (as large as the signal image, `pxUm` by the um/px that is set). */
  observe(tracked: TrackedField, look: Look): void {
    this.#frame++;
    this.#highest = Math.max(this.#highest, tracked.island);
    if (tracked.structured === false) return;
    const { centre, island } = onIsland(tracked, this.#joins);
    const { umPerPx } = tracked;
    const placed = tracked.confidence > 0;
    if (this.#island.name !== island) this.#island = { name: island, placed: 0 };
    if (placed) this.#island.placed++;
    const settled = placed && this.#island.placed > SETTLED;
    const frame = { centre, umPerPx, island, look, followed: settled };
    const change = this.#watch.observe(frame);
    if (change) {
      this.#archive.drop(change.island);
      this.#relocaliser.reset();
      this.#events.push({ kind: 'objective-change', ...change });
    }
    if (!placed || this.#watch.mistaken) return;
    const checked = this.#watch.checked(frame);
    if (checked) {
      const offset = { x: checked.centre.x - centre.x, y: checked.centre.y - centre.y };
      const far = Math.hypot(offset.x, offset.y) > checked.precision;
      if (checked.island !== island) this.#join({ from: island, into: checked.island, offset });
      else if (far) this.#corrections.push({ from: island, into: island, offset });
      return;
    }
    if (this.#watch.checking || !settled) return;
    const here = { centre, island, frame: this.#frame, look };
    if (this.#frame % CHECK_EVERY === 0) this.#check(here);
    if (this.#intolerable > 0) return;
    const join = this.#relocaliser.observe(here);
    if (join) this.#join(join);
    else if (tracked.confidence >= ARCHIVED_FROM) this.#archive.add({ centre, island }, look, this.#frame);
  }

  /** The oldest correction for the track that was not yet taken; at most one a frame is. */
  takeCorrection(): IslandJoin | null {
    return this.#corrections.shift() ?? null;
  }

  /** The events since the last call; each is returned once. */
  takeEvents(): TrackingEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /**
   * The track was cut off (a lost device) and another tracker goes on: what is archived stays, so that its way
   * back is found as after a jump.
   * @returns the name of its first island, which no other has
   */
  resume(): number {
    this.#relocaliser.reset();
    this.#corrections = [];
    this.#island = { name: -1, placed: 0 };
    this.#intolerable = 0;
    // The island of the last frames may never have been read back.
    return this.#highest < 0 ? 0 : this.#highest + 2;
  }

  /** um/px is right as it is set, whatever the image seemed to say. */
  trustScale(): void {
    this.#watch.trust();
  }

  /** All that is remembered, to be kept with the slide. */
  remembered(): RememberedSlide {
    return { highestIsland: this.#highest, joins: [...this.#joins], fields: this.#archive.fields };
  }

  /**
   * Another slide: forgets all, and takes over what was remembered of it earlier.
   * @returns the name of its first island, which none of `remembered` has
   */
  begin(remembered: RememberedSlide | null): number {
    this.reset();
    this.#highest = remembered?.highestIsland ?? -1;
    if (remembered) {
      this.#joins.push(...remembered.joins);
      this.#archive.take(remembered.fields);
    }
    return this.resume();
  }

  /** Forgets all. */
  reset(): void {
    this.#archive.clear();
    this.#relocaliser.reset();
    this.#watch.reset();
    this.#joins.length = 0;
    this.#corrections = [];
    this.#events = [];
    this.#island = { name: -1, placed: 0 };
    this.#similarity = null;
    this.#intolerable = 0;
  }

  #check(here: PlacedLook): void {
    const field = nearest(this.#archive.fields, here.island, here.centre);
    if (!field || !sameScale(field.look.pxUm, 2 * here.look.pxUm)) return;
    if (apart(field.centre, here.centre, field.look) > CHECK_WITHIN) return;
    this.#similarity = new SearchedField(here.look).similarity(field, here.centre);
    this.#intolerable = this.#similarity && !tolerable(this.#similarity) ? this.#intolerable + 1 : 0;
  }

  #join(join: IslandJoin): void {
    this.#joins.push(join);
    this.#archive.join(join);
    this.#relocaliser.reset();
    this.#watch.joined(join.from, join.into, join.offset);
    this.#corrections.push(join);
    this.#events.push({ kind: 'island-join', ...join });
    if (this.#island.name === join.from) this.#island = { ...this.#island, name: join.into };
  }
}
