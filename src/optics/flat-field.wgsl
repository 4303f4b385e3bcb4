// Flat field and white balance: gains in linear light, see flat-field/apply.ts for the same on the CPU.
// Put after import.wgsl, which declares `how` and `gains`; the numbers in capitals are those of transfer.ts.

fn to_linear(code: vec3f) -> vec3f {
  let curve = pow((code + CURVE_OFFSET) / (1.0 + CURVE_OFFSET), vec3f(CURVE_EXPONENT));
  return select(curve, code / KNEE_SLOPE, code <= vec3f(CODE_KNEE));
}

fn to_code(linear: vec3f) -> vec3f {
  let curve = (1.0 + CURVE_OFFSET) * pow(linear, vec3f(1.0 / CURVE_EXPONENT)) - CURVE_OFFSET;
  return select(curve, KNEE_SLOPE * linear, linear <= vec3f(LINEAR_KNEE));
}

// Interpolated by hand: 32-bit floats cannot be filtered everywhere.
fn gain_at(px: vec2f) -> vec3f {
  let last = vec2f(textureDimensions(gains)) - 1.0;
  let at = clamp(px * how.nodes.xy + how.nodes.zw, vec2f(0.0), last);
  let node = min(floor(at), last - 1.0);
  let part = at - node;
  let low = vec2i(node);
  let above = mix(
    textureLoad(gains, low, 0).rgb,
    textureLoad(gains, low + vec2i(1, 0), 0).rgb,
    part.x,
  );
  let below = mix(
    textureLoad(gains, low + vec2i(0, 1), 0).rgb,
    textureLoad(gains, low + vec2i(1, 1), 0).rgb,
    part.x,
  );
  return mix(above, below, part.y);
}

// A scale of 0 means no flat field.
fn corrected(rgb: vec3f, px: vec2f) -> vec4f {
  if (how.nodes.x == 0.0) {
    return vec4f(rgb, 1.0);
  }
  let flat_rgb = to_code(min(vec3f(1.0), gain_at(px) * to_linear(rgb)));
  // What the camera clipped stays white, so that over-exposure is still seen.
  return vec4f(select(flat_rgb, vec3f(1.0), rgb >= vec3f(CLIPPED)), 1.0);
}
