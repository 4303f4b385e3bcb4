// As import.wgsl, for frames that the browser shares with the GPU; the browser converts the colours.

struct Import {
  across: vec4f,
  down: vec4f,
  red: vec4f,
  green: vec4f,
  blue: vec4f,
  nodes: vec4f,
}

@group(0) @binding(0) var<uniform> how: Import;
@group(0) @binding(1) var frame: texture_external;
@group(0) @binding(5) var gains: texture_2d<f32>;

@vertex fn cover(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment fn imported(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let at = vec4f(position.xy, 1.0, 0.0);
  let px = vec2f(dot(how.across, at), dot(how.down, at));
  return corrected(textureLoad(frame, vec2i(px)).rgb, px);
}
