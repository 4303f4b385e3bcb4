import type { TrackedField, TrackingEvent } from '../domain/tracking';
import { type Agreement, coarseAgreement, refine } from './alignment';
import { lookOf } from './look';
import { correlate, peaks, type Shift, spectrumOf } from './phase-correlation';
import { REGISTRATION as R } from './registration-model';
import { type FieldBytes, rawSignalOf, type Signal, signalOfRaw } from './signal';
import type { Similarity } from './similarity';
import { SlideMemory } from './slide-memory';
import type { RememberedSlide } from './stored-memory';
import {
  corrected,
  decide,
  type Match,
  NEW_TRACK,
  planFrame,
  predicted,
  rescaled,
  structured,
  type Track,
  trackedField,
} from './track';

interface Picture {
  readonly signal: Signal;
  readonly spectrum: Float32Array;
}

/** The tracker on the CPU: golden for the shaders, and the path without WebGPU. */
export class CpuTracker {
  #track: Track;
  #pictures = new Map<number, Picture>();
  #scale: { width: number; height: number; umPerPx: number } | null = null;
  #newest: TrackedField | null = null;
  readonly #memory: SlideMemory;

  /** @param memory what a tracker before this one remembered of the slide */
  constructor(memory = new SlideMemory()) {
    this.#memory = memory;
    const island = memory.resume();
    this.#track = { ...NEW_TRACK, island, islands: island };
  }

  /** Places a frame. */
  register(field: FieldBytes, umPerPx: number): TrackedField {
    this.#adapt(field, umPerPx);
    const correction = this.#memory.takeCorrection();
    if (correction) this.#track = corrected(this.#track, correction);
    if (this.#memory.takeRestart()) this.#track = rescaled(this.#track, true);
    const { raw, size } = rawSignalOf(field);
    const signal = signalOfRaw(raw, size);
    const picture = { signal, spectrum: spectrumOf(signal) };
    const extent = { width: field.width * umPerPx, height: field.height * umPerPx };
    const pxUm = signal.factor * umPerPx;
    const home = planFrame(this.#track, extent);
    const expected = predicted(this.#track);
    const match = (slot: number): Match | null => {
      const known = this.#pictures.get(slot);
      const keyframe = this.#track.keyframes[slot];
      if (!known || !keyframe) return null;
      const guess = {
        x: (expected.x - keyframe.centre.x) / pxUm,
        y: (expected.y - keyframe.centre.y) / pxUm,
      };
      const { shift, how } = align(picture, known, guess);
      return { ...how, shiftUm: { x: shift.x * pxUm, y: shift.y * pxUm } };
    };
    const own = coarseAgreement(signal, signal, { x: 0, y: 0 });
    const decision = decide(this.#track, home, structured(own) ? match(home) : null, own, extent);
    this.#track = decision.track;
    if (decision.store >= 0) this.#pictures.set(decision.store, picture);
    const tracked = trackedField(decision, umPerPx);
    this.#newest = tracked;
    this.#memory.observe(tracked, lookOf(raw, size, pxUm));
    return tracked;
  }

  /** Rotation and scale of the camera against the island's own fields; null before the first check. */
  similarity(): Similarity | null {
    return this.#memory.similarity;
  }

  /** Islands joined and objectives changed since it was last asked; corrections take hold with the next frame. */
  takeEvents(): TrackingEvent[] {
    return this.#memory.takeEvents();
  }

  newest(): TrackedField | null {
    return this.#newest;
  }

  /** Forgets all: the next frame begins a new island at the origin. */
  reset(): void {
    const island = this.#track.islands + (this.#newest ? 1 : 0);
    this.#track = { ...NEW_TRACK, island, islands: island };
    this.#pictures.clear();
    this.#memory.reset();
    this.#newest = null;
  }

  /** Another slide: the next frame begins an island of its own, beside those of `remembered`. */
  beginSlide(remembered: RememberedSlide | null): void {
    const island = this.#memory.begin(remembered);
    this.#track = { ...NEW_TRACK, island, islands: island };
    this.#pictures.clear();
    this.#newest = null;
  }

  /** Another objective keeps the position and drops the keyframes; another frame size keeps nothing. */
  #adapt({ width, height }: FieldBytes, umPerPx: number): void {
    const before = this.#scale;
    this.#scale = { width, height, umPerPx };
    if (!before) return;
    if (before.width !== width || before.height !== height) this.reset();
    else if (before.umPerPx !== umPerPx) {
      this.#track = rescaled(this.#track, this.#memory.mistaken);
      this.#pictures.clear();
    }
  }
}

/** Shift between two pictures: the best of two correlation peaks and the expected shift, then sub-pixel. */
export function align(field: Picture, reference: Picture, expected: Shift): { shift: Shift; how: Agreement } {
  const surface = correlate(field.spectrum, reference.spectrum);
  let shift = expected;
  let how = coarseAgreement(field.signal, reference.signal, expected);
  let best = Number.NEGATIVE_INFINITY;
  for (const candidate of [...peaks(surface, field.signal), expected]) {
    const found = coarseAgreement(field.signal, reference.signal, candidate);
    const score = found.overlap < R.LEAST_OVERLAP ? -1 : found.luma + found.stain;
    if (score > best) {
      best = score;
      shift = candidate;
      how = found;
    }
  }
  for (let step = 0; step < R.STEPS; step++)
    ({ shift, how } = refine(field.signal, reference.signal, shift, how));
  return { shift, how };
}
