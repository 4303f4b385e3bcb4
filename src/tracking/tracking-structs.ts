import { constantText } from '../gpu/constants';
import { array, declarations, f32, i32, struct, vec2f, vec2i, vec4f } from '../gpu/struct';
import { TRACKED } from '../gpu/tracked';
import { LUMA_RANGE, STAIN_RANGE } from './look';
import { REGISTRATION as R } from './registration-model';

/** Candidates for the shift that are compared: two peaks and the expected one. */
const CANDIDATES = 3;
/** Evaluations of a frame: the candidates, and the field itself; and workgroups that share each. */
export const EVALUATIONS = CANDIDATES + 1;
export const GROUPS = 8;

/** What the shaders get with the next frame. */
export const Order = {
  goOn: 0,
  beginAnew: 1,
  /** Another scale: the keyframes are dropped. */
  otherScale: 2,
  /** The same, and a new island begins. */
  otherScaleAnew: 3,
} as const;

/** A frame that is to be placed. */
export const FRAME = struct('Frame', {
  /** Of the signal image, px. */
  size: vec2i,
  /** Of the field, um. */
  extent: vec2f,
  /** um a signal px. */
  px_um: f32,
  um_per_px: f32,
  /** Field px a signal px. */
  factor: i32,
  /** One of {@link Order}. */
  order: i32,
  /** A correction: island `from` becomes part of `into`, moved by `offset` um. -1: none. */
  offset: vec2f,
  from_island: i32,
  into_island: i32,
});

/** The comparison of the field with a keyframe of its island. */
export const LANE = struct('Lane', {
  /** Keyframe, or -1. */
  slot: i32,
  overlap: f32,
  expected: vec2f,
  /** Signal px: what the field shows at p, the keyframe shows at p + shift. */
  shift: vec2f,
  candidates: array(vec2f, CANDIDATES),
  /** Correlation of luma and stain, variance of the field's luma and stain over the overlap. */
  how: vec4f,
  /** Variance of the whole field's luma and stain. */
  own: vec2f,
});

/** Bytes of the sums of one workgroup: a mat4x4f, see alignment.wgsl. */
export const SUMS_BYTES = 64;

const KEYFRAME = struct('Keyframe', {
  centre: vec2f,
  /** -1: free. */
  island: i32,
  used: i32,
  made: i32,
});

/** What the tracker remembers between frames, see Track in track.ts. */
export const TRACK = struct('Track', {
  centre: vec2f,
  velocity: vec2f,
  island: i32,
  islands: i32,
  misses: i32,
  frame: i32,
  /** Slot to keep the field in, or -1. */
  store: i32,
  /** 0 before the first frame. */
  started: i32,
  /** 1: a frame of this island was placed. */
  placed: i32,
  keyframes: array(KEYFRAME, R.KEYFRAMES),
});

/** Put before every tracking shader. */
export function trackingDeclarations(): string {
  const { REACH, TRUST_FLOOR, TRUST_FULL, LONGEST_STEP, STIFFNESS_FLOOR, STIFFNESS_SLOPE, DARKEST } = R;
  const { GRID_WIDTH, GRID_HEIGHT, KEYFRAMES, PEAK_REACH } = R;
  const [lumaLow, lumaHigh] = LUMA_RANGE;
  const [stainLow, stainHigh] = STAIN_RANGE;
  const low = [lumaLow, stainLow];
  const span = [lumaHigh - lumaLow, stainHigh - stainLow];
  return [
    constantText({
      float: { REACH, TRUST_FLOOR, TRUST_FULL, LONGEST_STEP, STIFFNESS_FLOOR, STIFFNESS_SLOPE, DARKEST },
      i32: { GRID_WIDTH, GRID_HEIGHT, KEYFRAMES, CANDIDATES, PEAK_REACH },
      // Words of the report before the look: the TrackedField.
      u32: { GROUPS, REPORT_HEAD: TRACKED.size / 4 },
      vector: { LOOK_LOW: [...low, ...low], LOOK_SPAN: [...span, ...span] },
    }),
    declarations(FRAME, LANE, TRACK, TRACKED),
  ].join('\n');
}
