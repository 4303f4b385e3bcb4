// Draws the camera field and, over it, what is known of the tissue. One pass for screen, eyepiece and snapshot.
// Constants in capitals come from appearance.ts.

struct Layer {
  threshold: f32,
  opacity: f32,
  cell_um: f32,
  // bit 0 heat, bit 1 contours, from bit 8 the index of the colour map
  flags: u32,
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
  layer_count: u32,
  // Top left corner and size of the scale bar's picture on the target, px; size 0 for none.
  bar_corner: vec2f,
  bar_size: vec2f,
  // bit 0 overlay visible, bit 1 hatch all, bit 2 only this island may be drawn
  flags: u32,
  island: f32,
  hatch_period: f32,
  unused: f32,
  layers: array<Layer, MAX_LAYERS>,
  // Anchors of all colour maps, one map after the other.
  colours: array<vec4f, 2 * COLOUR_MAP_ANCHORS>,
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

@group(0) @binding(0) var<uniform> scene: Scene;
@group(0) @binding(1) var<storage, read> tracked: Tracked;
@group(0) @binding(2) var frame: texture_2d<f32>;
@group(0) @binding(3) var frame_sampler: sampler;
@group(0) @binding(4) var bar: texture_2d<f32>;
@group(0) @binding(5) var<storage, read> window_0: array<f32>;
@group(0) @binding(6) var<storage, read> window_1: array<f32>;
@group(0) @binding(7) var<storage, read> window_2: array<f32>;
@group(0) @binding(8) var<storage, read> window_3: array<f32>;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  // One triangle that covers the target.
  return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

fn load(layer: u32, at: i32) -> f32 {
  switch layer {
    case 0u: { return window_0[at]; }
    case 1u: { return window_1[at]; }
    case 2u: { return window_2[at]; }
    default: { return window_3[at]; }
  }
}

struct Cells {
  // Own cell: 0 known, or its negative code.
  state: f32,
  // Bilinear over the known cells.
  probability: f32,
  // Quadratic B-spline over the known cells, its gradient, and its second derivatives xx, yy, xy, a cell.
  smooth_value: f32,
  gradient: vec2f,
  curvature: vec3f,
}

// `at`: position in cells; cell (i, j) covers [i, i + 1) x [j, j + 1).
fn cells_at(layer: u32, at: vec2f) -> Cells {
  let own = vec2i(floor(at));
  let t = at - vec2f(own) - 0.5;
  // Quadratic B-spline weights of the cells at -1, 0, 1, with derivatives; and bilinear ones.
  let wx = vec3f(0.5 * (0.5 - t.x) * (0.5 - t.x), 0.75 - t.x * t.x, 0.5 * (0.5 + t.x) * (0.5 + t.x));
  let wy = vec3f(0.5 * (0.5 - t.y) * (0.5 - t.y), 0.75 - t.y * t.y, 0.5 * (0.5 + t.y) * (0.5 + t.y));
  let dx = vec3f(t.x - 0.5, -2.0 * t.x, t.x + 0.5);
  let dy = vec3f(t.y - 0.5, -2.0 * t.y, t.y + 0.5);
  let second = vec3f(1.0, -2.0, 1.0);
  let bx = vec3f(max(-t.x, 0.0), 1.0 - abs(t.x), max(t.x, 0.0));
  let by = vec3f(max(-t.y, 0.0), 1.0 - abs(t.y), max(t.y, 0.0));

  var bilinear = vec2f(0.0);
  // Sums of weight * value and of weight, of the value, its first and its second derivatives.
  var value = vec2f(0.0);
  var along_x = vec2f(0.0);
  var along_y = vec2f(0.0);
  var curvature = vec3f(0.0);
  var state = 0.0;
  for (var j = 0; j < 3; j++) {
    // The side of the window is a power of two, so that the mask wraps negative cells too.
    let row = ((own.y + j - 1) & (CELL_WINDOW - 1)) * CELL_WINDOW;
    for (var i = 0; i < 3; i++) {
      let p = load(layer, row + ((own.x + i - 1) & (CELL_WINDOW - 1)));
      // What is neither a probability nor a known code (a model gone wrong) counts as not assessed.
      let valid = p >= 0.0 && p <= 1.0;
      if (i == 1 && j == 1) { state = select(select(-3.0, p, p == -1.0 || p == -2.0), 0.0, valid); }
      if (!valid) { continue; }
      let known = vec2f(p, 1.0);
      bilinear += bx[i] * by[j] * known;
      value += wx[i] * wy[j] * known;
      along_x += dx[i] * wy[j] * known;
      along_y += wx[i] * dy[j] * known;
      curvature += vec3f(second[i] * wy[j], wx[i] * second[j], dx[i] * dy[j]) * p;
    }
  }
  var cells: Cells;
  cells.state = state;
  if (state < 0.0) { return cells; }
  cells.probability = bilinear.x / bilinear.y;
  // Where a neighbour is not known, dividing by the sum of weights leaves it out: no false slope at the border.
  cells.smooth_value = value.x / value.y;
  cells.gradient = vec2f(along_x.x - cells.smooth_value * along_x.y, along_y.x - cells.smooth_value * along_y.y) / value.y;
  // There the second derivatives are not those of the quotient: the straight-line distance must do.
  cells.curvature = select(vec3f(0.0), curvature, value.y > 0.9999);
  return cells;
}

fn heat_alpha(p: f32, threshold: f32) -> f32 {
  if (p < threshold) {
    let below = p / threshold;
    return HEAT_FAINT * below * below * below * below;
  }
  let above = select(0.0, (1.0 - p) / (1.0 - threshold), threshold < 1.0);
  return HEAT_MOST - (HEAT_MOST - HEAT_FAINT) * above * above * above;
}

fn colour_at(map: i32, p: f32) -> vec3f {
  let at = clamp(p, 0.0, 1.0) * f32(COLOUR_MAP_ANCHORS - 1);
  let index = min(i32(at), COLOUR_MAP_ANCHORS - 2);
  let first = map * COLOUR_MAP_ANCHORS + index;
  return mix(scene.colours[first].rgb, scene.colours[first + 1].rgb, at - f32(index));
}

// Distance to the curve value = threshold along the gradient, px; negative where that line has no crossing.
// Solves c + g s + h s^2 / 2 = 0, which is exact within a cell: the line keeps its width on ridges and peaks.
fn contour_distance(cells: Cells, threshold: f32, cell_px: f32) -> f32 {
  let c = cells.smooth_value - threshold;
  let g = length(cells.gradient);
  if (g < PLATEAU_SLOPE) { return -1.0; }
  let n = cells.gradient / g;
  let h = cells.curvature.x * n.x * n.x + cells.curvature.y * n.y * n.y + 2.0 * cells.curvature.z * n.x * n.y;
  let slope_squared = g * g - 2.0 * h * c;
  if (slope_squared < PLATEAU_SLOPE * PLATEAU_SLOPE) { return -1.0; }
  return 2.0 * abs(c) / (g + sqrt(slope_squared)) * cell_px;
}

// Premultiplied `top` over premultiplied `bottom`.
fn over(top: vec4f, bottom: vec4f) -> vec4f {
  return top + bottom * (1.0 - top.a);
}

fn hatched(colour: vec3f, pixel: vec2f) -> vec3f {
  let phase = (pixel.x + pixel.y) % scene.hatch_period;
  let distance = abs(phase - 0.5 * scene.hatch_period) * 0.70710678;
  let line = clamp(0.5 * HATCH_WIDTH * scene.pixel_ratio + 0.5 - distance, 0.0, 1.0);
  return mix(mix(colour, DIM_COLOUR, DIM_ALPHA), HATCH_COLOUR, line * HATCH_ALPHA);
}

fn frame_colour(at: vec2f) -> vec3f {
  // Box filter over the frame px under this target pixel.
  var sum = vec3f(0.0);
  let step = 1.0 / (scene.scale * f32(scene.samples));
  let first = at - 0.5 * f32(scene.samples - 1) * step;
  for (var j = 0; j < scene.samples; j++) {
    for (var i = 0; i < scene.samples; i++) {
      let position = (first + vec2f(f32(i), f32(j)) * step) / scene.frame_size;
      sum += textureSampleLevel(frame, frame_sampler, position, 0.0).rgb;
    }
  }
  return sum / f32(scene.samples * scene.samples);
}

fn overlaid(tissue: vec3f, in_frame: vec2f, pixel: vec2f) -> vec3f {
  let lost = !(tracked.confidence > 0.0 && tracked.um_per_px > 0.0)
    || ((scene.flags & 4u) != 0u && tracked.island != scene.island);
  if ((scene.flags & 2u) != 0u || lost) { return hatched(tissue, pixel); }

  let from_centre = (in_frame - 0.5 * scene.frame_size) * tracked.um_per_px;
  var looking = false;
  var not_assessed = false;
  var heat = vec4f(0.0);
  var lines = vec4f(0.0);
  for (var k = 0u; k < scene.layer_count; k++) {
    let layer = scene.layers[k];
    if (any(abs(from_centre) > vec2f(WINDOW_REACH * layer.cell_um))) {
      looking = true;
      continue;
    }
    let cells = cells_at(k, (tracked.centre + from_centre) / layer.cell_um);
    if (cells.state < 0.0) {
      looking = looking || cells.state == -1.0;
      not_assessed = not_assessed || cells.state == -3.0;
      continue;
    }
    if ((layer.flags & 1u) != 0u) {
      let alpha = heat_alpha(cells.probability, layer.threshold) * layer.opacity;
      heat = over(vec4f(colour_at(i32(layer.flags >> 8u), cells.probability) * alpha, alpha), heat);
    }
    if ((layer.flags & 2u) != 0u) {
      let cell_px = layer.cell_um / tracked.um_per_px * scene.scale;
      let distance = contour_distance(cells, layer.threshold, cell_px);
      if (distance >= 0.0) {
        let reach = 0.5 * CONTOUR_WIDTH * scene.pixel_ratio + 0.5 - distance;
        let casing = clamp(reach + CASING_WIDTH * scene.pixel_ratio, 0.0, 1.0) * CASING_ALPHA;
        let line = clamp(reach, 0.0, 1.0);
        lines = over(vec4f(CASING_COLOUR * casing, casing), lines);
        lines = over(vec4f(layer.contour_colour.rgb * line, line), lines);
      }
    }
  }
  var colour = tissue;
  if (looking) { colour = mix(colour, LOOKING_COLOUR, LOOKING_ALPHA); }
  if (not_assessed) { colour = hatched(colour, pixel); }
  return over(lines, over(heat, vec4f(colour, 1.0))).rgb;
}

@fragment
fn shade(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let pixel = position.xy;
  let in_frame = (pixel - scene.offset) / scene.scale;
  if (any(in_frame < vec2f(0.0)) || any(in_frame >= scene.frame_size)) {
    return vec4f(BACKGROUND, 1.0);
  }
  var colour = frame_colour(in_frame);
  if ((scene.flags & 1u) == 0u) { return vec4f(colour, 1.0); }
  colour = overlaid(colour, in_frame, pixel);
  let in_bar = pixel - scene.bar_corner;
  if (all(in_bar >= vec2f(0.0)) && all(in_bar < scene.bar_size)) {
    let ink = textureLoad(bar, vec2i(in_bar), 0);
    colour = mix(colour, ink.rgb, ink.a);
  }
  return vec4f(colour, 1.0);
}
