// Brings a camera frame into the field texture: undoes the mounting, turns YUV into RGB, evens the light
// (flat-field.wgsl). One entry point a pixel layout. `Import` is declared in import-struct.ts.

@group(0) @binding(0) var<uniform> how: Import;
@group(0) @binding(1) var first: texture_2d<f32>;
@group(0) @binding(2) var second: texture_2d<f32>;
@group(0) @binding(3) var third: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;
@group(0) @binding(5) var gains: texture_2d<f32>;

@vertex fn cover(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn place(across: vec4f, down: vec4f, position: vec4f) -> vec2f {
  let at = vec4f(position.xy, 1.0, 0.0);
  return vec2f(dot(across, at), dot(down, at));
}

// The middle of the stored px under a field px; it is there already where px are square.
fn stored_px(position: vec4f) -> vec2f {
  return floor(place(how.across, how.down, position)) + 0.5;
}

fn field_colour(rgb: vec3f, position: vec4f) -> vec4f {
  return corrected(rgb, place(how.frame_across, how.frame_down, position));
}

fn to_rgb(yuv: vec3f) -> vec3f {
  let sample = vec4f(yuv, 1.0);
  return saturate(vec3f(dot(how.red, sample), dot(how.green, sample), dot(how.blue, sample)));
}

// Chroma lies between its luma samples (JPEG siting), and is interpolated.
fn chroma_at(px: vec2f) -> vec2f {
  return how.chroma * px / vec2f(textureDimensions(second));
}

@fragment fn rgb(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = stored_px(position);
  return field_colour(textureLoad(first, vec2i(px), 0).rgb, position);
}

@fragment fn planar(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = stored_px(position);
  let uv = chroma_at(px);
  let rgb = to_rgb(vec3f(
    textureLoad(first, vec2i(px), 0).r,
    textureSampleLevel(second, smooth_sampler, uv, 0.0).r,
    textureSampleLevel(third, smooth_sampler, uv, 0.0).r,
  ));
  return field_colour(rgb, position);
}

@fragment fn nv12(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let px = stored_px(position);
  let rgb = to_rgb(vec3f(
    textureLoad(first, vec2i(px), 0).r,
    textureSampleLevel(second, smooth_sampler, chroma_at(px), 0.0).rg,
  ));
  return field_colour(rgb, position);
}
