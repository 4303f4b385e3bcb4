// Draws the camera field and, over it, what is known of the tissue. One pass for screen, eyepiece and snapshot.
// Constants in capitals come from appearance.ts. `paint_layers` calls `paint_layer_K` of layer.wgsl for each
// layer of the scene (shader-text.ts): software adapters run both sides of every branch, so a switch over the
// layers' windows would cost four times the loads.

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
  frame_size: vec2f,
  // Top left corner of the frame on the target, px.
  offset: vec2f,
  // Target px a frame px; device px a CSS px.
  scale: f32,
  pixel_ratio: f32,
  // Samples a side of each target pixel when the frame is drawn smaller than it is.
  samples: i32,
  // bit 0 overlay visible, bit 1 hatch all, bit 2 only `island` may be drawn
  flags: u32,
  island: f32,
  hatch_period: f32,
  // Top left corner of the scale bar on the target, px.
  bar_corner: vec2f,
  layers: array<Layer, MAX_LAYERS>,
  // Squares of cells that have just become known: column, row, side, share 0..1 that shows.
  arrivals: array<vec4f, MAX_ARRIVALS>,
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

@group(0) @binding(0) var<uniform> scene: Scene;
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

// Box filter over the frame px under a target pixel.
fn frame_colour(at: vec2f) -> vec3f {
  let step = 1.0 / (scene.scale * f32(scene.samples));
  let first = at - 0.5 * f32(scene.samples - 1) * step;
  var sum = textureSampleLevel(frame, smoothly, first / scene.frame_size, 0.0).rgb;
  for (var n = 1; n < scene.samples * scene.samples; n++) {
    let position = first + vec2f(f32(n % scene.samples), f32(n / scene.samples)) * step;
    sum += textureSampleLevel(frame, smoothly, position / scene.frame_size, 0.0).rgb;
  }
  return sum / f32(scene.samples * scene.samples);
}

@fragment
fn shade(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = position.xy;
  let in_frame = (pixel - scene.offset) / scene.scale;
  let tissue = frame_colour(in_frame);
  var colour = tissue;
  let lost = !(tracked.confidence > 0.0 && tracked.um_per_px > 0.0)
    || ((scene.flags & 4u) != 0u && tracked.island != scene.island);
  if ((scene.flags & 2u) != 0u || lost) {
    colour = hatched(colour, pixel);
  } else {
    let paint = paint_layers((in_frame - 0.5 * scene.frame_size) * tracked.um_per_px);
    colour = mix(colour, LOOKING_COLOUR, LOOKING_ALPHA * paint.looking);
    if (paint.not_assessed) { colour = hatched(colour, pixel); }
    colour = over(paint.lines, over(paint.heat, vec4f(colour, 1.0))).rgb;
  }
  if ((scene.flags & 1u) == 0u) { colour = tissue; }
  if (any(in_frame < vec2f(0.0)) || any(in_frame >= scene.frame_size)) { colour = BACKGROUND; }
  return vec4f(colour, 1.0);
}
