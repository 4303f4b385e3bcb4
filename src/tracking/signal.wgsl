// The signal image of a field: see signal.ts, whose numbers these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var field: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> raw: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> means: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> signal: array<vec2f>;

override BASELINE_CELL: i32;

@compute @workgroup_size(8, 8) fn reduce(@builtin(global_invocation_id) id: vec3u) {
  let px = vec2i(id.xy);
  if (any(px >= frame.size)) { return; }
  var sum = vec3f(0.0);
  for (var y = 0; y < frame.factor; y++) {
    for (var x = 0; x < frame.factor; x++) {
      sum += textureLoad(field, px * frame.factor + vec2i(x, y), 0).rgb;
    }
  }
  let mean = sum / f32(frame.factor * frame.factor);
  let logs = log(max(vec3f(8.0 / 255.0), vec3f(
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

// Weights of the quadratic B-spline at -1, 0, 1.
fn spline(t: f32) -> vec3f {
  return vec3f(0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t));
}

@compute @workgroup_size(8, 8) fn take_off_baseline(@builtin(global_invocation_id) id: vec3u) {
  let px = vec2i(id.xy);
  if (any(px >= frame.size)) { return; }
  let count = cells();
  let at = (vec2f(px) + 0.5) / f32(BASELINE_CELL) - 0.5;
  let cell = floor(at + 0.5);
  var across = spline(at.x - cell.x);
  var down = spline(at.y - cell.y);
  var value = vec2f(0.0);
  for (var j = -1; j <= 1; j++) {
    let row = clamp(px.y + j, 0, frame.size.y - 1) * frame.size.x;
    let cell_row = clamp(i32(cell.y) + j, 0, count.y - 1) * count.x;
    for (var i = -1; i <= 1; i++) {
      let near = f32((2 - abs(i)) * (2 - abs(j))) / 16.0;
      value += near * raw[row + clamp(px.x + i, 0, frame.size.x - 1)];
      let far = down[j + 1] * across[i + 1];
      value -= far * means[cell_row + clamp(i32(cell.x) + i, 0, count.x - 1)];
    }
  }
  signal[px.y * frame.size.x + px.x] = value;
}
