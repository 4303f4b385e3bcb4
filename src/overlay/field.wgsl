// Draws the camera field and, over it, what is known of the tissue. One pass for screen, eyepiece and snapshot.
// Constants in capitals come from appearance.ts, `Scene` from scene-uniforms.ts, `Tracked` from gpu/tracked.ts: the
// newest registration, which may be ahead of what the CPU knows. `paint_layer` is in layer.wgsl.

// What the layers put over one pixel. Colours are premultiplied.
struct Paint {
  heat: vec4f,
  // Around what was examined.
  rim: vec4f,
  lines: vec4f,
  // 0..1
  looking: f32,
  not_assessed: bool,
  // How much of the heat the tissue here carries, 0..1; negative: not looked at yet.
  tissue: f32,
}

@group(0) @binding(0) var<storage, read> scene: Scene;
@group(0) @binding(1) var<storage, read> tracked: Tracked;
@group(0) @binding(2) var frame: texture_2d<f32>;
@group(0) @binding(3) var smoothly: sampler;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  // One triangle that covers the target.
  return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn over(top: vec4f, bottom: vec4f) -> vec4f {
  return top + bottom * (1.0 - top.a);
}

fn diagonal(pixel: vec2f, width: f32) -> f32 {
  let along = (pixel.x + pixel.y) / scene.hatch_period;
  let distance = abs(fract(along) - 0.5) * scene.hatch_period * 0.70710678;
  return clamp(0.5 * width + 0.5 - distance, 0.0, 1.0);
}

fn hatched(colour: vec3f, pixel: vec2f) -> vec3f {
  let line = diagonal(pixel, HATCH_WIDTH * scene.pixel_ratio);
  return mix(mix(colour, DIM_COLOUR, DIM_ALPHA), HATCH_COLOUR, line * HATCH_ALPHA);
}

// Nothing of the field is assessed. `inside`: target px to the nearest edge of the picture.
fn framed(colour: vec3f, pixel: vec2f, inside: f32) -> vec3f {
  if (inside >= FRAME_WIDTH * scene.pixel_ratio) { return colour; }
  let stripe = diagonal(pixel, 0.5 * scene.hatch_period * 0.70710678);
  return mix(colour, mix(DIM_COLOUR, HATCH_COLOUR, stripe), FRAME_ALPHA);
}

fn not_examined(colour: vec3f, pixel: vec2f, share: f32) -> vec3f {
  let from_dot = (fract(pixel / scene.dot_spacing) - 0.5) * scene.dot_spacing;
  let light = clamp(DOT_RADIUS * scene.pixel_ratio + 0.5 - length(from_dot), 0.0, 1.0);
  return mix(mix(colour, LOOKING_COLOUR, LOOKING_ALPHA * share), DOT_COLOUR, light * DOT_ALPHA * share);
}

// How much of the heat the place carries: 0 glass, 1 tissue. Over about 4 target px, as the grid of Canvas 2D.
fn tissue_share(at: vec2f, step: mat2x2f) -> f32 {
  var colour = vec3f(0.0);
  for (var n = 0; n < 4; n++) {
    let corner = vec2f(f32(n & 1), f32(n >> 1u)) * 3.0 - 1.5;
    colour += 0.25 * textureSampleLevel(frame, smoothly, (at + step * corner) / scene.frame_size, 0.0).rgb;
  }
  let most = max(colour.r, max(colour.g, colour.b));
  let least = min(colour.r, min(colour.g, colour.b));
  if (most <= 0.0) { return 1.0; }
  let stained = smoothstep(GLASS_COLOUR, TISSUE_COLOUR, (most - least) / most);
  return max(stained, 1.0 - smoothstep(TISSUE_DARK - 0.1, TISSUE_DARK, most));
}

// Box filter over the frame px under a target pixel, whose sides in the frame are the columns of `step`.
fn frame_colour(at: vec2f, step: mat2x2f) -> vec3f {
  let side = f32(scene.samples);
  var sum = vec3f(0.0);
  for (var n = 0; n < scene.samples * scene.samples; n++) {
    let within = (vec2f(f32(n % scene.samples), f32(n / scene.samples)) + 0.5) / side - 0.5;
    sum += textureSampleLevel(frame, smoothly, (at + step * within) / scene.frame_size, 0.0).rgb;
  }
  return sum / (side * side);
}

@fragment
fn shade(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = position.xy;
  let here = vec3f(pixel, 1.0);
  let w = dot(scene.to_frame_w.xyz, here);
  let in_frame = vec2f(dot(scene.to_frame_x.xyz, here), dot(scene.to_frame_y.xyz, here)) / w;
  // Frame px a target px, along x and along y of the target.
  let step = mat2x2f(
    (vec2f(scene.to_frame_x.x, scene.to_frame_y.x) - in_frame * scene.to_frame_w.x) / w,
    (vec2f(scene.to_frame_x.y, scene.to_frame_y.y) - in_frame * scene.to_frame_w.y) / w,
  );
  let bare = (scene.flags & NO_PICTURE) != 0u;
  let tissue = select(frame_colour(in_frame, step), vec3f(0.0), bare);
  var colour = tissue;
  let lost = !(tracked.confidence > 0.0 && tracked.um_per_px > 0.0)
    || ((scene.flags & CHECK_ISLAND) != 0u && tracked.island != scene.island);
  if ((scene.flags & HATCH_ALL) != 0u || lost) {
    // Through an eyepiece the picture's edges may be out of sight: there the hatch says so everywhere.
    let in_px = min(in_frame, scene.frame_size - in_frame) / sqrt(abs(determinant(step)));
    let inside = min(in_px, min(pixel, scene.target_size - pixel));
    colour = select(framed(colour, pixel, min(inside.x, inside.y)), hatched(colour, pixel), bare);
  } else {
    var paint = Paint(vec4f(0.0), vec4f(0.0), vec4f(0.0), 0.0, false, -1.0);
    let from_centre = (in_frame - 0.5 * scene.frame_size) * tracked.um_per_px;
    for (var k = 0u; k < scene.layer_count; k++) {
      paint = paint_layer(paint, k, from_centre, step * tracked.um_per_px, in_frame, step);
    }
    colour = not_examined(colour, pixel, paint.looking);
    if (paint.not_assessed) { colour = hatched(colour, pixel); }
    colour = over(paint.lines, over(paint.rim, over(paint.heat, vec4f(colour, 1.0)))).rgb;
  }
  if ((scene.flags & OVERLAY_VISIBLE) == 0u) { colour = tissue; }
  if (!(w > 0.0) || any(in_frame < vec2f(0.0)) || any(in_frame >= scene.frame_size)) {
    colour = select(BACKGROUND, vec3f(0.0), bare);
  }
  return vec4f(colour, 1.0);
}
