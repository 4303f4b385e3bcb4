// The signal image of a field: see signal.ts, whose numbers these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var field: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> raw: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> means: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> smooth_means: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> signal: array<vec2f>;

@group(0) @binding(6) var<storage, read_write> report: array<u32>;

override BASELINE_CELL: i32;

@compute @workgroup_size(8, 8) fn reduce(@builtin(global_invocation_id) id: vec3u) {
  let px = vec2i(id.xy);
  if (any(px >= frame.size)) { return; }
  // From 4 x 4 px on, every other px, as on a chessboard.
  let step = select(1, 2, frame.factor >= 4);
  var sum = vec4f(0.0);
  for (var y = 0; y < frame.factor; y++) {
    for (var x = select(0, y & 1, step == 2); x < frame.factor; x += step) {
      sum += vec4f(textureLoad(field, px * frame.factor + vec2i(x, y), 0).rgb, 1.0);
    }
  }
  let mean = sum.rgb / sum.w;
  let logs = log(max(vec3f(DARKEST), vec3f(
    dot(mean, vec3f(0.25, 0.5, 0.25)), 0.5 * (mean.r + mean.b), mean.g)));
  raw[px.y * frame.size.x + px.x] = vec2f(logs.x, logs.y - logs.z);
}

fn cells() -> vec2i {
  return (frame.size + BASELINE_CELL - 1) / BASELINE_CELL;
}

@compute @workgroup_size(64) fn average(@builtin(global_invocation_id) id: vec3u) {
  let count = cells();
  if (i32(id.x) >= count.x * count.y) { return; }
  let low = vec2i(i32(id.x) % count.x, i32(id.x) / count.x) * BASELINE_CELL;
  let high = min(frame.size, low + BASELINE_CELL);
  var sum = vec2f(0.0);
  for (var y = low.y; y < high.y; y++) {
    for (var x = low.x; x < high.x; x++) { sum += raw[y * frame.size.x + x]; }
  }
  let size = vec2f(high - low);
  means[id.x] = sum / (size.x * size.y);
}

// Means of 3 x 3 cells (1 2 1).
@compute @workgroup_size(64) fn smooth_baseline(@builtin(global_invocation_id) id: vec3u) {
  let count = cells();
  if (i32(id.x) >= count.x * count.y) { return; }
  let cell = vec2i(i32(id.x) % count.x, i32(id.x) / count.x);
  var sum = vec2f(0.0);
  for (var j = -1; j <= 1; j++) {
    for (var i = -1; i <= 1; i++) {
      let at = clamp(cell + vec2i(i, j), vec2i(0), count - 1);
      sum += f32((2 - abs(i)) * (2 - abs(j))) * means[at.y * count.x + at.x];
    }
  }
  smooth_means[id.x] = sum / 16.0;
}

@compute @workgroup_size(8, 8) fn take_off_baseline(@builtin(global_invocation_id) id: vec3u) {
  let px = vec2i(id.xy);
  if (any(px >= frame.size)) { return; }
  let width = frame.size.x;
  let row = px.y * width;
  let cross = raw[row + max(0, px.x - 1)] + raw[row + min(width - 1, px.x + 1)]
    + raw[max(0, px.y - 1) * width + px.x] + raw[min(frame.size.y - 1, px.y + 1) * width + px.x];
  let count = cells();
  let at = clamp((vec2f(px) + 0.5) / f32(BASELINE_CELL) - 0.5, vec2f(0.0), vec2f(count - 1));
  let corner = vec2i(floor(at));
  let part = at - floor(at);
  let next = min(corner + 1, count - 1);
  let above = mix(
    smooth_means[corner.y * count.x + corner.x], smooth_means[corner.y * count.x + next.x], part.x);
  let below = mix(
    smooth_means[next.y * count.x + corner.x], smooth_means[next.y * count.x + next.x], part.x);
  signal[row + px.x] = 0.5 * raw[row + px.x] + 0.125 * cross - mix(above, below, part.y);
}

// The raw signal as bytes, two px a word: what is remembered of the field on the CPU (look.ts).
@compute @workgroup_size(64) fn pack_look(@builtin(global_invocation_id) id: vec3u) {
  let first = 2 * i32(id.x);
  let pixels = frame.size.x * frame.size.y;
  if (first >= pixels) { return; }
  let pair = vec4f(raw[first], raw[min(first + 1, pixels - 1)]);
  report[REPORT_HEAD + id.x] = pack4x8unorm((pair - LOOK_LOW) / LOOK_SPAN);
}
