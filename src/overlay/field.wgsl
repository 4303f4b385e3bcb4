// Draws the camera field and, over it, what is known of the tissue. One pass for screen, eyepiece and snapshot.
// Constants in capitals come from appearance.ts; `paint_layer` is in layer.wgsl.

struct Layer {
  threshold: f32,
  cell_um: f32,
  // 1 with contours, 0 without.
  contours: f32,
  // Its first entry in scene.arrivals times 32, plus how many there are.
  arrivals: f32,
  contour_colour: vec4f,
}

struct Scene {
  // The homography from target px to frame px, a row each; w is positive where the target shows the frame.
  to_frame_x: vec4f,
  to_frame_y: vec4f,
  to_frame_w: vec4f,
  frame_size: vec2f,
  // Top left corner of the scale bar on the target, px.
  bar_corner: vec2f,
  // Device px a CSS px.
  pixel_ratio: f32,
  hatch_period: f32,
  island: f32,
  // Samples a side of each target pixel when the frame is drawn smaller than it is.
  samples: i32,
  // bit 0 overlay visible, bit 1 hatch all, bit 2 only `island` may be drawn, bit 3 no camera picture
  flags: u32,
  layer_count: u32,
  unused_0: u32,
  unused_1: u32,
  // Squares of cells that have just become known: column, row, side, share 0..1 that shows.
  arrivals: array<vec4f, MAX_ARRIVALS>,
  layers: array<Layer>,
}

// TrackedField, domain/tracking.ts: the newest registration, which may be ahead of what the CPU knows.
struct Tracked {
  centre: vec2f,
  um_per_px: f32,
  confidence: f32,
  island: f32,
  shift_x: f32,
  shift_y: f32,
  unused: f32,
}

// What the layers put over one pixel. Colours are premultiplied.
struct Paint {
  heat: vec4f,
  lines: vec4f,
  // 0..1
  looking: f32,
  not_assessed: bool,
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

fn hatched(colour: vec3f, pixel: vec2f) -> vec3f {
  let along = (pixel.x + pixel.y) / scene.hatch_period;
  let distance = abs(fract(along) - 0.5) * scene.hatch_period * 0.70710678;
  let line = clamp(0.5 * HATCH_WIDTH * scene.pixel_ratio + 0.5 - distance, 0.0, 1.0);
  return mix(mix(colour, DIM_COLOUR, DIM_ALPHA), HATCH_COLOUR, line * HATCH_ALPHA);
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
  let bare = (scene.flags & 8u) != 0u;
  let tissue = select(frame_colour(in_frame, step), vec3f(0.0), bare);
  var colour = tissue;
  let lost = !(tracked.confidence > 0.0 && tracked.um_per_px > 0.0)
    || ((scene.flags & 4u) != 0u && tracked.island != scene.island);
  if ((scene.flags & 2u) != 0u || lost) {
    colour = hatched(colour, pixel);
  } else {
    var paint = Paint(vec4f(0.0), vec4f(0.0), 0.0, false);
    let from_centre = (in_frame - 0.5 * scene.frame_size) * tracked.um_per_px;
    for (var k = 0u; k < scene.layer_count; k++) {
      paint = paint_layer(paint, k, from_centre, step * tracked.um_per_px);
    }
    colour = mix(colour, LOOKING_COLOUR, LOOKING_ALPHA * paint.looking);
    if (paint.not_assessed) { colour = hatched(colour, pixel); }
    colour = over(paint.lines, over(paint.heat, vec4f(colour, 1.0))).rgb;
  }
  if ((scene.flags & 1u) == 0u) { colour = tissue; }
  if (!(w > 0.0) || any(in_frame < vec2f(0.0)) || any(in_frame >= scene.frame_size)) {
    colour = select(BACKGROUND, vec3f(0.0), bare);
  }
  return vec4f(colour, 1.0);
}
