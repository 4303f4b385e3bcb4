// Agreement of field and keyframe, and the sub-pixel search: see alignment.ts, whose numbers these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> signal: array<vec2f>;
@group(0) @binding(2) var<storage, read> keyframe_signals: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> lane: Lane;
@group(0) @binding(4) var<storage, read_write> partials: array<mat4x4f>;

// Evaluations: three candidates, then the field with itself.
const OWN = u32(CANDIDATES);
const THREADS = 16u;

// Sums over samples, as columns, luma before stain:
// 0: field, keyframe; 1: their squares; 2: their product, the number of samples, matrix xy;
// 3: matrix xx, yy, right side of the Gauss-Newton step.
var<workgroup> parts: array<mat4x4f, THREADS>;

fn samples(step: i32) -> vec2i {
  return (frame.size - 2 + step - 1) / step;
}

// Sums of one thread at a whole shift, from few samples.
fn compare_coarse(thread: u32, slot: i32, shift: vec2i) -> mat4x4f {
  var values = vec4f(0.0);
  var squares = vec4f(0.0);
  var products = vec3f(0.0);
  let grid = samples(COARSE_STEP);
  let start = slot * frame.size.x * frame.size.y;
  for (var i = i32(thread); i < grid.x * grid.y; i += i32(GROUPS * THREADS)) {
    let px = vec2i(i % grid.x, i / grid.x) * COARSE_STEP + 1;
    let place = px + shift;
    if (any(place < vec2i(0)) || any(place > frame.size - 2)) { continue; }
    let here = signal[px.y * frame.size.x + px.x];
    // Slot -1 is the field itself.
    var there = here;
    if (slot >= 0) { there = keyframe_signals[start + place.y * frame.size.x + place.x]; }
    let both = vec4f(here, there);
    values += both;
    squares += both * both;
    products += vec3f(here * there, 1.0);
  }
  return mat4x4f(values, squares, vec4f(products, 0.0), vec4f(0.0));
}

// Sums of one thread at any shift, with those of a sub-pixel step.
fn compare_fine(thread: u32, slot: i32, shift: vec2f, how: vec4f) -> mat4x4f {
  var values = vec4f(0.0);
  var squares = vec4f(0.0);
  var products = vec4f(0.0);
  var newton = vec4f(0.0);
  let grid = samples(FINE_STEP);
  let width = frame.size.x;
  let corner = vec2i(floor(shift));
  let part = shift - floor(shift);
  let start = slot * width * frame.size.y + corner.y * width + corner.x;
  let weight = 1.0 / max(vec2f(1e-6), how.zw);
  let stiffness = weight / (STIFFNESS_FLOOR + STIFFNESS_SLOPE * (1.0 - how.xy));
  for (var i = i32(thread); i < grid.x * grid.y; i += i32(GROUPS * THREADS)) {
    let px = vec2i(i % grid.x, i / grid.x) * FINE_STEP + 1;
    let place = px + corner;
    if (any(place < vec2i(0)) || any(place > frame.size - 2)) { continue; }
    let at = px.y * width + px.x;
    let k = start + at;
    let there = mix(
      mix(keyframe_signals[k], keyframe_signals[k + 1], part.x),
      mix(keyframe_signals[k + width], keyframe_signals[k + width + 1], part.x), part.y);
    let here = signal[at];
    let both = vec4f(here, there);
    values += both;
    squares += both * both;
    let across = 0.5 * (signal[at + 1] - signal[at - 1]);
    let down = 0.5 * (signal[at + width] - signal[at - width]);
    let error = there - here;
    let w = weight / (1.0 + error * error * stiffness);
    products += vec4f(here * there, 1.0, dot(w, across * down));
    newton += vec4f(dot(w, across * across), dot(w, down * down), dot(w, across * error), dot(w, down * error));
  }
  return mat4x4f(values, squares, products, newton);
}

fn gather_group(thread: u32, at: u32) {
  workgroupBarrier();
  if (thread == 0u) {
    var sums = parts[0];
    for (var i = 1u; i < THREADS; i++) { sums += parts[i]; }
    partials[at] = sums;
  }
}

@compute @workgroup_size(THREADS)
fn evaluate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let index = group.x * THREADS + thread;
  let slot = select(lane.slot, -1, group.y == OWN);
  let shift = select(lane.candidates[group.y % u32(CANDIDATES)], vec2f(0.0), group.y == OWN);
  var sums = mat4x4f();
  if (slot >= 0 || group.y == OWN) {
    sums = compare_coarse(index, slot, vec2i(floor(shift + 0.5)));
  }
  parts[thread] = sums;
  gather_group(thread, group.y * GROUPS + group.x);
}

fn total(evaluation: u32) -> mat4x4f {
  var sums = partials[evaluation * GROUPS];
  for (var i = 1u; i < GROUPS; i++) { sums += partials[evaluation * GROUPS + i]; }
  return sums;
}

// Correlation of luma and stain, variance of the field's luma and stain.
fn agreement(sums: mat4x4f) -> vec4f {
  let n = max(1.0, sums[2].z);
  let mean = sums[0] / n;
  let variance = sums[1] / n - mean * mean;
  let together = sums[2].xy / n - mean.xy * mean.zw;
  return vec4f(together / sqrt(max(vec2f(1e-12), variance.xy * variance.zw)), variance.xy);
}

fn overlap(sums: mat4x4f, step: i32) -> f32 {
  let grid = samples(step);
  return sums[2].z / f32(grid.x * grid.y);
}

// The best candidate.
@compute @workgroup_size(1) fn choose() {
  lane.own = agreement(total(OWN)).zw;
  if (lane.slot < 0) { return; }
  var best = -3.4e38;
  for (var i = 0; i < CANDIDATES; i++) {
    let sums = total(u32(i));
    let how = agreement(sums);
    let score = select(how.x + how.y, -1.0, overlap(sums, COARSE_STEP) < LEAST_OVERLAP);
    if (score > best) {
      best = score;
      lane.shift = lane.candidates[i];
      lane.how = how;
      lane.overlap = overlap(sums, COARSE_STEP);
    }
  }
}

@compute @workgroup_size(THREADS)
fn accumulate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let slot = lane.slot;
  var sums = mat4x4f();
  if (slot >= 0) {
    let index = group.x * THREADS + thread;
    sums = compare_fine(index, slot, lane.shift, lane.how);
  }
  parts[thread] = sums;
  gather_group(thread, group.x);
}

@compute @workgroup_size(1) fn improve() {
  if (lane.slot < 0) { return; }
  let sums = total(0u);
  lane.how = agreement(sums);
  lane.overlap = overlap(sums, FINE_STEP);
  let xx = sums[3].x;
  let yy = sums[3].y;
  let xy = sums[2].w;
  let right = sums[3].zw;
  let determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-9 * (xx + yy) * (xx + yy))) { return; }
  let change = vec2f(yy * right.x - xy * right.y, xx * right.y - xy * right.x) / determinant;
  lane.shift -= clamp(change, vec2f(-LONGEST_STEP), vec2f(LONGEST_STEP));
}
