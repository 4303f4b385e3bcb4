// Writes tile outputs into the toroidal cell window, and forgets cells that leave it.
// `Placement` is declared in gpu-store.ts. WINDOW is the side of the window in cells.

override WINDOW: i32;
override UNKNOWN: f32;

@group(0) @binding(0) var<storage, read_write> window: array<f32>;
@group(0) @binding(1) var<uniform> placement: Placement;
// Top left cell of each tile.
@group(0) @binding(2) var<storage, read> tiles: array<vec2i>;
// Per output cell: 0 takes the probability, a negative code is written as it is, a positive one leaves the cell.
@group(0) @binding(3) var<storage, read> codes: array<f32>;
@group(0) @binding(4) var<storage, read> probabilities: array<f32>;

fn wrap(cell: vec2i) -> u32 {
  let inside = ((cell % WINDOW) + WINDOW) % WINDOW;
  return u32(inside.y * WINDOW + inside.x);
}

@compute @workgroup_size(64)
fn scatter(@builtin(global_invocation_id) id: vec3u) {
  let per_tile = placement.cells * placement.cells;
  let index = i32(id.x);
  if (index >= per_tile * placement.tile_count) { return; }
  let tile = index / per_tile;
  let within = index % per_tile;
  let code = codes[index];
  if (code > 0.0) { return; }
  let cell = tiles[tile] + vec2i(within % placement.cells, within / placement.cells);
  window[wrap(cell)] = select(probabilities[index * placement.class_count + placement.class_index], code, code < 0.0);
}

@group(1) @binding(0) var<storage, read_write> cleared: array<f32>;
// x, y, width, height in cells.
@group(1) @binding(1) var<uniform> rectangle: vec4i;

@compute @workgroup_size(8, 8)
fn clear(@builtin(global_invocation_id) id: vec3u) {
  if (i32(id.x) >= rectangle.z || i32(id.y) >= rectangle.w) { return; }
  cleared[wrap(rectangle.xy + vec2i(id.xy))] = UNKNOWN;
}
