import type { PointUm } from '../domain/geometry';
import type { IslandJoin, TrackedField } from '../domain/tracking';
import type { Agreement } from './alignment';
import type { Shift } from './phase-correlation';
import { REGISTRATION as R } from './registration-model';

/** A remembered field: where it lies. Its signal and spectrum are kept beside, by the same slot number. */
export interface Keyframe {
  readonly centre: PointUm;
  readonly island: number;
  /** Frame at which it was last of use. */
  readonly used: number;
  /** Frame that it is. */
  readonly made: number;
}

/** Everything the track remembers between frames, but for the keyframes' pictures. */
export interface Track {
  readonly centre: PointUm;
  /** um since the last frame. */
  readonly velocity: PointUm;
  readonly island: number;
  /** Highest island number given so far. */
  readonly islands: number;
  /** Frames in a row that could not be placed. */
  readonly misses: number;
  /** A frame of this island was placed: its positions have been given away. */
  readonly placed: boolean;
  readonly frame: number;
  readonly keyframes: readonly (Keyframe | null)[];
}

export const NEW_TRACK: Track = {
  centre: { x: 0, y: 0 },
  velocity: { x: 0, y: 0 },
  island: 0,
  islands: 0,
  misses: 0,
  placed: false,
  frame: 0,
  keyframes: Array.from({ length: R.KEYFRAMES }, () => null),
};

/** Size of the field in um. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Where the field is expected if it goes on as it moved. */
export function predicted({ centre, velocity }: Track): PointUm {
  return { x: centre.x + velocity.x, y: centre.y + velocity.y };
}

/** The keyframe that a frame is compared with: the nearest of its island; -1: none. */
export function planFrame(track: Track, extent: Extent): number {
  const here = predicted(track);
  let home = -1;
  let nearest: number = R.REACH;
  track.keyframes.forEach((keyframe, slot) => {
    if (keyframe?.island !== track.island) return;
    const distance = Math.max(
      Math.abs(keyframe.centre.x - here.x) / extent.width,
      Math.abs(keyframe.centre.y - here.y) / extent.height,
    );
    if (distance < nearest) {
      nearest = distance;
      home = slot;
    }
  });
  return home;
}

/** A frame against one keyframe: the shift in um (field centre minus keyframe centre), and how they agree. */
export interface Match extends Agreement {
  readonly shiftUm: Shift;
}

/** Result of a frame: the new track, the keyframe slot for the field (-1: none), and the answer. */
export interface Decision {
  readonly track: Track;
  readonly store: number;
  readonly confidence: number;
  /** um since the last frame; 0 where it is not known. */
  readonly movedUm: PointUm;
  /** The field holds enough to be placed by. */
  readonly structured: boolean;
}

const STILL: PointUm = { x: 0, y: 0 };

/** Trust in a match, 0..1; 0 where it must not be used. */
export function confidenceOf(match: Agreement): number {
  if (match.overlap < R.LEAST_OVERLAP || !structured(match)) return 0;
  const worse = Math.min(match.luma, match.stain);
  if (worse < R.AGREES) return 0;
  const share = (worse - R.AGREES) / (R.TRUST_FULL - R.AGREES);
  return Math.min(1, R.TRUST_FLOOR + (1 - R.TRUST_FLOOR) * share);
}

/** The field holds enough stained structure to be placed by. Noise, shading and dust do not. */
export function structured(field: Pick<Agreement, 'lumaVariance' | 'stainVariance'>): boolean {
  return field.lumaVariance >= R.LEAST_LUMA && field.stainVariance >= R.LEAST_STAIN;
}

/**
 * Places the frame. `own` holds the field's own variances, for frames that are compared with nothing.
 */
export function decide(
  before: Track,
  slot: number,
  home: Match | null,
  own: Pick<Agreement, 'lumaVariance' | 'stainVariance'>,
  extent: Extent,
): Decision {
  const track = { ...before, frame: before.frame + 1, velocity: STILL };
  const structuredField = structured(own);
  const reference = before.keyframes[slot];
  const confidence = home && reference ? confidenceOf(home) : 0;

  if (home && reference && confidence > 0) {
    const centre = { x: reference.centre.x + home.shiftUm.x, y: reference.centre.y + home.shiftUm.y };
    const moved = { x: centre.x - before.centre.x, y: centre.y - before.centre.y };
    const placed = touch(
      { ...track, centre, misses: 0, placed: true, velocity: before.misses === 0 ? moved : STILL },
      slot,
    );
    const far =
      Math.abs(home.shiftUm.x) > R.NEXT_KEYFRAME * extent.width ||
      Math.abs(home.shiftUm.y) > R.NEXT_KEYFRAME * extent.height;
    const changed = Math.min(home.luma, home.stain) < R.CHANGED && track.frame - reference.made >= R.SETTLED;
    const kept = far || changed ? remember(placed) : { track: placed, store: -1 };
    return { ...kept, confidence, movedUm: moved, structured: structuredField };
  }

  const began = before.keyframes.some((keyframe) => keyframe?.island === before.island);
  const misses = before.misses + 1;
  const unplaced = { store: -1, confidence: 0, movedUm: STILL, structured: structuredField };
  if (began && misses < R.MISSES) return { ...unplaced, track: { ...track, misses } };
  // Without a keyframe, what moved while nothing could be placed is not known either.
  const lost = began || (before.placed && before.misses > 0);
  const islands = before.islands + (lost ? 1 : 0);
  const next = lost ? { ...track, island: islands, islands, placed: false, misses } : { ...track, misses };
  if (!structuredField) return { ...unplaced, track: next };
  // By definition a first field lies where its island begins.
  return {
    ...remember({ ...next, misses: 0, placed: true }),
    confidence: 1,
    movedUm: STILL,
    structured: true,
  };
}

function touch(track: Track, slot: number): Track {
  return {
    ...track,
    keyframes: track.keyframes.map((keyframe, i) =>
      i === slot && keyframe ? { ...keyframe, used: track.frame } : keyframe,
    ),
  };
}

/** Makes the field a keyframe, in a free slot or that of the one longest of no use. */
function remember(track: Track): { track: Track; store: number } {
  let store = 0;
  let oldest = Number.POSITIVE_INFINITY;
  track.keyframes.forEach((keyframe, slot) => {
    const used = keyframe?.used ?? -1;
    if (used < oldest) {
      oldest = used;
      store = slot;
    }
  });
  const keyframe = { centre: track.centre, island: track.island, used: track.frame, made: track.frame };
  return {
    track: { ...track, keyframes: track.keyframes.map((k, i) => (i === store ? keyframe : k)) },
    store,
  };
}

/** Island `from` becomes part of `into`, and its keyframes move along; the same island twice: a correction. */
export function corrected(track: Track, { from, into, offset }: IslandJoin): Track {
  const moved = ({ x, y }: PointUm) => ({ x: x + offset.x, y: y + offset.y });
  return {
    ...track,
    ...(track.island === from ? { island: into, centre: moved(track.centre) } : {}),
    keyframes: track.keyframes.map((keyframe) =>
      keyframe?.island === from ? { ...keyframe, centre: moved(keyframe.centre), island: into } : keyframe,
    ),
  };
}

/** Another scale: the position stays, the keyframes go. `anew`: earlier placements had a wrong scale, start over. */
export function rescaled(track: Track, anew: boolean): Track {
  const islands = track.islands + (anew ? 1 : 0);
  return {
    ...track,
    velocity: STILL,
    keyframes: NEW_TRACK.keyframes,
    ...(anew ? { island: islands, islands, placed: false } : {}),
  };
}

/** The answer as the other stages get it. */
export function trackedField(decision: Decision, umPerPx: number): TrackedField {
  const { track, confidence, movedUm, structured: holds } = decision;
  return {
    centre: track.centre,
    umPerPx,
    confidence,
    island: track.island,
    shiftPx: { x: movedUm.x / umPerPx, y: movedUm.y / umPerPx },
    structured: holds,
  };
}
