// Put before every tracking shader: constants of registration-model.ts and the structures passed between them.

override COARSE_STEP: i32;
override FINE_STEP: i32;
override LEAST_OVERLAP: f32;

const GRID = vec2i(128, 64);
const KEYFRAMES = 32;
const CANDIDATES = 3;
// Workgroups that share the work of comparing two signals.
const GROUPS = 8u;

struct Frame {
  // Of the signal image, px.
  size: vec2i,
  // Of the field, um.
  extent: vec2f,
  // um a signal px.
  px_um: f32,
  um_per_px: f32,
  // Field px a signal px.
  factor: i32,
  // 1: begin anew; 2: another scale, drop the keyframes; 3: the same, and begin a new island.
  order: i32,
  // A correction: island `from` becomes part of `into`, moved by `offset` um. -1: none.
  offset: vec2f,
  from_island: i32,
  into_island: i32,
}

// The comparison of the field with a keyframe of its island.
struct Lane {
  // Keyframe, or -1.
  slot: i32,
  overlap: f32,
  expected: vec2f,
  // Signal px: what the field shows at p, the keyframe shows at p + shift.
  shift: vec2f,
  candidates: array<vec2f, CANDIDATES>,
  // Correlation of luma and stain, variance of the field's luma and stain.
  how: vec4f,
  // Variance of the field's luma and stain.
  own: vec2f,
}
