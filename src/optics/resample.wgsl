// Cuts square tiles out of the field at a model's um/px: float32 NHWC, normalised.
// Each value is the mean of the field over the px's footprint, by exact area (a box of max(scale, 1) field px):
// antialiased when minifying, and bilinear interpolation when magnifying.

// `Cut` is declared in resample.ts.

@group(0) @binding(0) var<uniform> cut: Cut;
// Field px of each tile's top left corner.
@group(0) @binding(1) var<storage, read> corners: array<vec2f>;
@group(0) @binding(2) var field: texture_2d<f32>;
@group(0) @binding(3) var<storage, read_write> tiles: array<f32>;

fn overlap(low: f32, high: f32, px: i32) -> f32 {
  return max(0.0, min(high, f32(px) + 1.0) - max(low, f32(px)));
}

@compute @workgroup_size(8, 8) fn resample(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= cut.size || id.y >= cut.size || id.z >= cut.count) { return; }
  let centre = corners[id.z] + (vec2f(id.xy) + 0.5) * cut.scale;
  let half_box = 0.5 * max(cut.scale, 1.0);
  let low = centre - half_box;
  let high = centre + half_box;
  let first = vec2i(floor(low));
  let last = vec2i(ceil(high)) - 1;
  let limit = vec2i(textureDimensions(field)) - 1;
  var sum = vec3f(0.0);
  for (var y = first.y; y <= last.y; y++) {
    var row = vec3f(0.0);
    let sy = clamp(y, 0, limit.y);
    for (var x = first.x; x <= last.x; x++) {
      row += overlap(low.x, high.x, x) * textureLoad(field, vec2i(clamp(x, 0, limit.x), sy), 0).rgb;
    }
    sum += overlap(low.y, high.y, y) * row;
  }
  let value = (sum / (4.0 * half_box * half_box) - cut.mean) * cut.inverse_std;
  let at = 3u * ((id.z * cut.size + id.y) * cut.size + id.x);
  tiles[at] = value.r;
  tiles[at + 1u] = value.g;
  tiles[at + 2u] = value.b;
}
