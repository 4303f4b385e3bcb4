// Brings a camera frame into the field texture: undoes the mounting, turns YUV into RGB, evens the light
// (flat-field.wgsl).
// One entry point a pixel layout; `external` lives in import-external.wgsl.

struct Import {
  // Frame px of field px (fx, fy), corners as origin: dot(across, (fx, fy, 1, 0)), dot(down, ...).
  across: vec4f,
  down: vec4f,
  // RGB from (y, u, v, 1).
  red: vec4f,
  green: vec4f,
  blue: vec4f,
  // Node of the gains at a frame px: px * xy + zw; all 0 without a flat field.
  nodes: vec4f,
}

@group(0) @binding(0) var<uniform> how: Import;
@group(0) @binding(1) var first: texture_2d<f32>;
@group(0) @binding(2) var second: texture_2d<f32>;
@group(0) @binding(3) var third: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;
@group(0) @binding(5) var gains: texture_2d<f32>;

@vertex fn cover(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn frame_px(position: vec4f) -> vec2f {
  let at = vec4f(position.xy, 1.0, 0.0);
  return vec2f(dot(how.across, at), dot(how.down, at));
}

fn to_rgb(yuv: vec3f) -> vec3f {
  let sample = vec4f(yuv, 1.0);
  return saturate(vec3f(dot(how.red, sample), dot(how.green, sample), dot(how.blue, sample)));
}

// Chroma lies between its luma samples (JPEG siting), and is interpolated.
fn chroma_at(px: vec2f) -> vec2f {
  return 0.5 * px / vec2f(textureDimensions(second));
}

@fragment fn rgb(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = frame_px(position);
  return corrected(textureLoad(first, vec2i(px), 0).rgb, px);
}

@fragment fn i420(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = frame_px(position);
  let uv = chroma_at(px);
  let rgb = to_rgb(vec3f(
    textureLoad(first, vec2i(px), 0).r,
    textureSampleLevel(second, smooth_sampler, uv, 0.0).r,
    textureSampleLevel(third, smooth_sampler, uv, 0.0).r,
  ));
  return corrected(rgb, px);
}

@fragment fn nv12(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = frame_px(position);
  let rgb = to_rgb(vec3f(
    textureLoad(first, vec2i(px), 0).r,
    textureSampleLevel(second, smooth_sampler, chroma_at(px), 0.0).rg,
  ));
  return corrected(rgb, px);
}
