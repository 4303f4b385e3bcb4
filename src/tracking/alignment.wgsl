// Agreement of field and keyframe, and the sub-pixel search: see alignment.ts, whose numbers these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> signal: array<vec2f>;
@group(0) @binding(2) var<storage, read> keyframe_signals: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> lanes: Lanes;
@group(0) @binding(4) var<storage, read_write> partials: array<Sums>;

// Evaluations: three candidates a lane, then the field with itself.
const OWN = 2u * u32(CANDIDATES);
const THREADS = 64u;
const LONGEST_STEP = 2.0;

struct Sums {
  // Field, keyframe: x luma, y stain.
  field: vec2f,
  keyframe: vec2f,
  field_square: vec2f,
  keyframe_square: vec2f,
  product: vec2f,
  // Gauss-Newton: normal matrix xx, xy, yy; right side.
  matrix: vec3f,
  count: f32,
  right: vec2f,
}

var<workgroup> shared_sums: array<Sums, THREADS>;

fn add(a: Sums, b: Sums) -> Sums {
  return Sums(
    a.field + b.field, a.keyframe + b.keyframe, a.field_square + b.field_square,
    a.keyframe_square + b.keyframe_square, a.product + b.product, a.matrix + b.matrix,
    a.count + b.count, a.right + b.right);
}

fn samples() -> vec2i {
  return (frame.size - 2 + SAMPLE_STEP - 1) / SAMPLE_STEP;
}

// The keyframe's signals at a place between px.
fn keyframe_at(start: i32, corner: vec2i, part: vec2f) -> vec2f {
  let at = start + corner.y * frame.size.x + corner.x;
  let above = mix(keyframe_signals[at], keyframe_signals[at + 1], part.x);
  let below = mix(
    keyframe_signals[at + frame.size.x], keyframe_signals[at + frame.size.x + 1], part.x);
  return mix(above, below, part.y);
}

// Sums over the samples of one thread. With `gradients`, also those of the sub-pixel step.
fn compare(thread: u32, slot: i32, shift: vec2f, how: vec4f, gradients: bool) -> Sums {
  var sums: Sums;
  let grid = samples();
  let start = slot * frame.size.x * frame.size.y;
  let weight = 1.0 / max(vec2f(1e-6), how.zw);
  let spread = 0.1 + 2.0 * (1.0 - how.xy);
  for (var i = i32(thread); i < grid.x * grid.y; i += i32(GROUPS * THREADS)) {
    let px = vec2i(i % grid.x, i / grid.x) * SAMPLE_STEP + 1;
    let place = vec2f(px) + shift;
    let corner = vec2i(floor(place));
    if (any(corner < vec2i(0)) || any(corner > frame.size - 2)) { continue; }
    let at = px.y * frame.size.x + px.x;
    let here = signal[at];
    let there = keyframe_at(start, corner, place - vec2f(corner));
    sums.count += 1.0;
    sums.field += here;
    sums.keyframe += there;
    sums.field_square += here * here;
    sums.keyframe_square += there * there;
    sums.product += here * there;
    if (gradients) {
      let across = 0.5 * (signal[at + 1] - signal[at - 1]);
      let down = 0.5 * (signal[at + frame.size.x] - signal[at - frame.size.x]);
      let error = there - here;
      let w = weight / (1.0 + error * error * weight / spread);
      sums.matrix += vec3f(dot(w, across * across), dot(w, across * down), dot(w, down * down));
      sums.right += vec2f(dot(w, across * error), dot(w, down * error));
    }
  }
  return sums;
}

fn gather_group(thread: u32, at: u32) {
  workgroupBarrier();
  if (thread == 0u) {
    var sums = shared_sums[0];
    for (var i = 1u; i < THREADS; i++) { sums = add(sums, shared_sums[i]); }
    partials[at] = sums;
  }
}

@compute @workgroup_size(THREADS)
fn evaluate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  var sums: Sums;
  let index = group.x * THREADS + thread;
  if (group.y == OWN) {
    let grid = samples();
    for (var i = i32(index); i < grid.x * grid.y; i += i32(GROUPS * THREADS)) {
      let px = vec2i(i % grid.x, i / grid.x) * SAMPLE_STEP + 1;
      let here = signal[px.y * frame.size.x + px.x];
      sums.count += 1.0;
      sums.field += here;
      sums.field_square += here * here;
    }
  } else {
    let lane = group.y / u32(CANDIDATES);
    let slot = lanes.lane[lane].slot;
    if (slot >= 0) {
      let shift = lanes.lane[lane].candidates[group.y % u32(CANDIDATES)];
      sums = compare(index, slot, shift, vec4f(0.0), false);
    }
  }
  shared_sums[thread] = sums;
  gather_group(thread, group.y * GROUPS + group.x);
}

fn total(evaluation: u32) -> Sums {
  var sums = partials[evaluation * GROUPS];
  for (var i = 1u; i < GROUPS; i++) { sums = add(sums, partials[evaluation * GROUPS + i]); }
  return sums;
}

fn agreement(sums: Sums) -> vec4f {
  let n = max(1.0, sums.count);
  let field = sums.field / n;
  let keyframe = sums.keyframe / n;
  let field_variance = sums.field_square / n - field * field;
  let keyframe_variance = sums.keyframe_square / n - keyframe * keyframe;
  let together = sums.product / n - field * keyframe;
  return vec4f(
    together / sqrt(max(vec2f(1e-12), field_variance * keyframe_variance)), field_variance);
}

fn overlap(sums: Sums) -> f32 {
  let grid = samples();
  return sums.count / f32(grid.x * grid.y);
}

// The best candidate of each lane.
@compute @workgroup_size(3) fn choose(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 2u) {
    lanes.own = agreement(total(OWN)).zw;
    return;
  }
  if (lanes.lane[id.x].slot < 0) { return; }
  var best = -3.4e38;
  for (var i = 0; i < CANDIDATES; i++) {
    let sums = total(id.x * u32(CANDIDATES) + u32(i));
    let how = agreement(sums);
    let score = select(how.x + how.y, -1.0, overlap(sums) < LEAST_OVERLAP);
    if (score > best) {
      best = score;
      lanes.lane[id.x].shift = lanes.lane[id.x].candidates[i];
      lanes.lane[id.x].how = how;
      lanes.lane[id.x].overlap = overlap(sums);
    }
  }
}

@compute @workgroup_size(THREADS)
fn accumulate(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  var sums: Sums;
  let slot = lanes.lane[group.y].slot;
  if (slot >= 0) {
    let index = group.x * THREADS + thread;
    sums = compare(index, slot, lanes.lane[group.y].shift, lanes.lane[group.y].how, true);
  }
  shared_sums[thread] = sums;
  gather_group(thread, group.y * GROUPS + group.x);
}

@compute @workgroup_size(2) fn step(@builtin(global_invocation_id) id: vec3u) {
  if (lanes.lane[id.x].slot < 0) { return; }
  let sums = total(id.x);
  lanes.lane[id.x].how = agreement(sums);
  lanes.lane[id.x].overlap = overlap(sums);
  let m = sums.matrix;
  let determinant = m.x * m.z - m.y * m.y;
  if (!(determinant > 1e-9 * (m.x + m.z) * (m.x + m.z))) { return; }
  let change = vec2f(m.z * sums.right.x - m.y * sums.right.y, m.x * sums.right.y - m.y * sums.right.x);
  lanes.lane[id.x].shift -= clamp(change / determinant, vec2f(-LONGEST_STEP), vec2f(LONGEST_STEP));
}
