// Phase correlation of the field with keyframes: see phase-correlation.ts, whose numbers these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> signal: array<vec2f>;
// Cosine and sine of 2 pi k / GRID_WIDTH.
@group(0) @binding(2) var<storage, read> turns: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> spectrum: array<vec2f>;
@group(0) @binding(4) var<storage, read> keyframe_spectra: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> lane: Lane;
@group(0) @binding(6) var<storage, read_write> cross: array<vec2f>;

override STAIN_WEIGHT: f32;
override WHITENING: f32;

const CELLS = GRID_WIDTH * GRID_HEIGHT;
const COLUMNS = u32(GRID_WIDTH);
const ROWS = u32(GRID_HEIGHT);
const PI = 3.14159265358979;

@compute @workgroup_size(64) fn gather(@builtin(global_invocation_id) id: vec3u) {
  let cell = vec2i(i32(id.x) % GRID.x, i32(id.x) / GRID.x);
  let px = vec2i(floor((vec2f(cell) + 0.5) * vec2f(frame.size) / vec2f(GRID)));
  var sum = vec2f(0.0);
  for (var y = px.y - 1; y <= px.y + 1; y++) {
    for (var x = px.x - 1; x <= px.x + 1; x++) {
      let at = clamp(vec2i(x, y), vec2i(0), frame.size - 1);
      sum += signal[at.y * frame.size.x + at.x];
    }
  }
  let window = sin(PI * (vec2f(cell) + 0.5) / vec2f(GRID));
  spectrum[id.x] = sum * window.x * window.y * vec2f(1.0, STAIN_WEIGHT);
}

// One line of the grid; every thread transforms a line of its own.
var<private> line: array<vec2f, GRID_WIDTH>;

fn transform(length: u32, sign: f32) {
  var j = 0u;
  for (var i = 1u; i < length; i++) {
    var bit = length >> 1u;
    for (; (j & bit) != 0u; bit >>= 1u) { j ^= bit; }
    j ^= bit;
    if (i < j) {
      let held = line[i];
      line[i] = line[j];
      line[j] = held;
    }
  }
  for (var half = 1u; half < length; half *= 2u) {
    for (var k = 0u; k < half; k++) {
      let turn = turns[k * (COLUMNS / 2u / half)] * vec2f(1.0, sign);
      for (var i = k; i < length; i += 2u * half) {
        let b = line[i + half];
        let turned = vec2f(b.x * turn.x - b.y * turn.y, b.x * turn.y + b.y * turn.x);
        line[i + half] = line[i] - turned;
        line[i] += turned;
      }
    }
  }
}

@compute @workgroup_size(8) fn field_rows(@builtin(global_invocation_id) id: vec3u) {
  let start = id.x * COLUMNS;
  for (var i = 0u; i < COLUMNS; i++) { line[i] = spectrum[start + i]; }
  transform(COLUMNS, -1.0);
  for (var i = 0u; i < COLUMNS; i++) { spectrum[start + i] = line[i]; }
}

@compute @workgroup_size(8) fn field_columns(@builtin(global_invocation_id) id: vec3u) {
  for (var i = 0u; i < ROWS; i++) { line[i] = spectrum[i * COLUMNS + id.x]; }
  transform(ROWS, -1.0);
  for (var i = 0u; i < ROWS; i++) { spectrum[i * COLUMNS + id.x] = line[i]; }
}

// Whitened cross spectrum, transformed back along the columns.
@compute @workgroup_size(8) fn cross_columns(@builtin(global_invocation_id) id: vec3u) {
  let slot = lane.slot;
  if (slot < 0) { return; }
  for (var i = 0u; i < ROWS; i++) {
    let at = i * COLUMNS + id.x;
    let a = spectrum[at];
    let b = keyframe_spectra[u32(slot) * u32(CELLS) + at];
    let product = vec2f(a.x * b.x + a.y * b.y, a.x * b.y - a.y * b.x);
    line[i] = product * pow(dot(product, product) + 1e-12, -0.5 * WHITENING);
  }
  transform(ROWS, 1.0);
  for (var i = 0u; i < ROWS; i++) { cross[i * COLUMNS + id.x] = line[i]; }
}

@compute @workgroup_size(8) fn cross_rows(@builtin(global_invocation_id) id: vec3u) {
  if (lane.slot < 0) { return; }
  let start = id.x * COLUMNS;
  for (var i = 0u; i < COLUMNS; i++) { line[i] = cross[start + i]; }
  transform(COLUMNS, 1.0);
  for (var i = 0u; i < COLUMNS; i++) { cross[start + i] = line[i]; }
}

const SEARCHERS = 64;
var<workgroup> best_value: array<f32, SEARCHERS>;
var<workgroup> best_cell: array<i32, SEARCHERS>;
var<workgroup> winner: i32;

fn cyclic(cell: vec2i) -> i32 {
  return ((cell.y + GRID.y) % GRID.y) * GRID.x + (cell.x + GRID.x) % GRID.x;
}

fn parabola(before: f32, top: f32, after: f32) -> f32 {
  let bend = before - 2.0 * top + after;
  return select(0.0, clamp(0.5 * (before - after) / bend, -0.5, 0.5), bend < 0.0);
}

fn shift_at(cell: i32) -> vec2f {
  let at = vec2i(cell % GRID.x, cell / GRID.x);
  let top = cross[cell].x;
  let wrapped = at - select(vec2i(0), GRID, at >= GRID / 2);
  let cells = vec2f(wrapped) + vec2f(
    parabola(cross[cyclic(at - vec2i(1, 0))].x, top, cross[cyclic(at + vec2i(1, 0))].x),
    parabola(cross[cyclic(at - vec2i(0, 1))].x, top, cross[cyclic(at + vec2i(0, 1))].x));
  return cells * vec2f(frame.size) / vec2f(GRID);
}

// The two highest peaks that are no neighbours; the expected shift is the third candidate.
@compute @workgroup_size(SEARCHERS)
fn find_peaks(@builtin(local_invocation_index) thread: u32) {
  winner = -1;
  for (var k = 0; k < 2; k++) {
    workgroupBarrier();
    let taken = winner;
    var value = -3.4e38;
    var cell = 0;
    for (var i = i32(thread); i < CELLS; i += SEARCHERS) {
      if (taken >= 0) {
        let apart = abs(vec2i(i % GRID.x, i / GRID.x) - vec2i(taken % GRID.x, taken / GRID.x));
        if (all(min(apart, GRID - apart) <= vec2i(PEAK_REACH))) { continue; }
      }
      if (cross[i].x > value) {
        value = cross[i].x;
        cell = i;
      }
    }
    best_value[thread] = value;
    best_cell[thread] = cell;
    workgroupBarrier();
    if (thread == 0u) {
      for (var i = 1; i < SEARCHERS; i++) {
        if (best_value[i] > value) {
          value = best_value[i];
          cell = best_cell[i];
        }
      }
      winner = cell;
      lane.candidates[k] = shift_at(cell);
    }
  }
  if (thread == 0u) { lane.candidates[2] = lane.expected; }
}
