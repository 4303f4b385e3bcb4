// Lays the scale bar's picture on the target, px for px. Put after field.wgsl, whose Scene it shares.

@group(0) @binding(4) var bar: texture_2d<f32>;

@fragment
fn lay_bar(@builtin(position) position: vec4f) -> @location(0) vec4f {
  return textureLoad(bar, vec2i(position.xy - scene.bar_corner), 0);
}
