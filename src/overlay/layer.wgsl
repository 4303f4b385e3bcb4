// One layer over one pixel.

// One row a layer.
@group(0) @binding(5) var heat_tables: texture_2d<f32>;
// The layers' windows one behind the other.
@group(0) @binding(6) var<storage, read> windows: array<f32>;

// A quadratic B-spline over 3 x 3 cells at one point: its gradient, and its second derivatives xx, yy, xy, a cell.
struct Surface {
  value: f32,
  gradient: vec2f,
  curvature: vec3f,
}

struct Cells {
  // Own cell: 0 known, or its negative code.
  state: f32,
  // Bilinear over the known cells.
  probability: f32,
  // Over the known cells.
  smooth_probability: Surface,
  // Of 1 where a cell is known, and of 1 where it was examined: known, or seen to hold no tissue.
  known: Surface,
  examined: Surface,
}

// `x`, `y`: weights of the three columns and rows and, in the second column, those of their derivatives.
fn surface(x: mat2x3f, y: mat2x3f, above: vec3f, here: vec3f, below: vec3f) -> Surface {
  let along_x = above * y[0].x + here * y[0].y + below * y[0].z;
  let slope_y = above * y[1].x + here * y[1].y + below * y[1].z;
  return Surface(
    dot(x[0], along_x),
    vec2f(dot(x[1], along_x), dot(x[0], slope_y)),
    vec3f(dot(vec3f(1.0, -2.0, 1.0), along_x), dot(x[0], above - 2.0 * here + below), dot(x[1], slope_y)),
  );
}

fn window_row(k: u32, columns: vec3i, row: i32) -> vec3f {
  let start = (i32(k) * CELL_WINDOW + row) * CELL_WINDOW;
  return vec3f(windows[start + columns.x], windows[start + columns.y], windows[start + columns.z]);
}

// `at`: position in cells; cell (i, j) covers [i, i + 1) x [j, j + 1).
fn cells_at(k: u32, at: vec2f) -> Cells {
  let own = floor(at);
  let t = at - own - 0.5;
  // Quadratic B-spline weights of the cells at -1, 0, 1, with derivatives; and bilinear ones.
  let wx = vec3f(0.5 * (0.5 - t.x) * (0.5 - t.x), 0.75 - t.x * t.x, 0.5 * (0.5 + t.x) * (0.5 + t.x));
  let wy = vec3f(0.5 * (0.5 - t.y) * (0.5 - t.y), 0.75 - t.y * t.y, 0.5 * (0.5 + t.y) * (0.5 + t.y));
  let dx = vec3f(t.x - 0.5, -2.0 * t.x, t.x + 0.5);
  let dy = vec3f(t.y - 0.5, -2.0 * t.y, t.y + 0.5);
  let bx = vec3f(max(-t.x, 0.0), 1.0 - abs(t.x), max(t.x, 0.0));
  let by = vec3f(max(-t.y, 0.0), 1.0 - abs(t.y), max(t.y, 0.0));

  // The side of the window is a power of two, so that the mask wraps negative cells too.
  let columns = (vec3i(i32(own.x)) + vec3i(-1, 0, 1)) & vec3i(CELL_WINDOW - 1);
  let rows = (vec3i(i32(own.y)) + vec3i(-1, 0, 1)) & vec3i(CELL_WINDOW - 1);
  let above = window_row(k, columns, rows.x);
  let here = window_row(k, columns, rows.y);
  let below = window_row(k, columns, rows.z);

  // What is neither a probability nor a known code (a model gone wrong) counts as not assessed.
  let zero = vec3f(0.0);
  let one = vec3f(1.0);
  let above_valid = (above >= zero) & (above <= one);
  let here_valid = (here >= zero) & (here <= one);
  let below_valid = (below >= zero) & (below <= one);
  let p0 = select(zero, above, above_valid);
  let p1 = select(zero, here, here_valid);
  let p2 = select(zero, below, below_valid);
  let k0 = select(zero, one, above_valid);
  let k1 = select(zero, one, here_valid);
  let k2 = select(zero, one, below_valid);

  var cells: Cells;
  let code = select(NOT_ASSESSED, here.y, here.y == UNKNOWN || here.y == NO_TISSUE);
  cells.state = select(code, 0.0, here_valid.y);
  cells.probability = dot(bx, p0 * by.x + p1 * by.y + p2 * by.z) / dot(bx, k0 * by.x + k1 * by.y + k2 * by.z);

  // Where a neighbour is not known, dividing by the sum of weights leaves it out: no false slope at the border.
  let x = mat2x3f(wx, dx);
  let y = mat2x3f(wy, dy);
  let sum = surface(x, y, p0, p1, p2);
  cells.known = surface(x, y, k0, k1, k2);
  let value = sum.value / cells.known.value;
  let gradient = (sum.gradient - value * cells.known.gradient) / cells.known.value;
  // There the second derivatives are not those of the quotient: the straight-line distance must do.
  cells.smooth_probability = Surface(value, gradient, select(zero, sum.curvature, cells.known.value > 0.9999));
  let glass = vec3f(NO_TISSUE);
  cells.examined = surface(
    x,
    y,
    select(k0, one, above == glass),
    select(k1, one, here == glass),
    select(k2, one, below == glass),
  );
  return cells;
}

// Distance to the curve value = level along the gradient, target px; far where that line has no crossing.
// Solves c + g s + h s^2 / 2 = 0, which is exact within a cell: the line keeps its width on ridges and peaks.
// `per_px`: cells a target px, along x and along y of the target; its slopes differ under a stretch or a keystone.
fn contour_distance(of_cells: Surface, level: f32, per_px: mat2x2f) -> f32 {
  let c = of_cells.value - level;
  let slope = of_cells.gradient * per_px;
  let plateau = PLATEAU_SLOPE * sqrt(abs(determinant(per_px)));
  let g = length(slope);
  let n = per_px * (slope / max(g, plateau));
  let bend = of_cells.curvature;
  let h = bend.x * n.x * n.x + bend.y * n.y * n.y + 2.0 * bend.z * n.x * n.y;
  let slope_squared = g * g - 2.0 * h * c;
  let distance = 2.0 * abs(c) / (g + sqrt(max(slope_squared, plateau * plateau)));
  return select(distance, 1e9, g < plateau || slope_squared < plateau * plateau);
}

// How much of what is known at a cell shows: less than 1 where it has just become known.
fn share_of(k: u32, at: vec2f) -> f32 {
  var share = 1.0;
  let first = scene.layers[k].first_arrival;
  for (var n = first; n < first + scene.layers[k].arrival_count; n++) {
    let arrival = scene.arrivals[n];
    let inside = at - arrival.xy;
    if (all(inside >= vec2f(0.0)) && all(inside < arrival.zz)) { share = min(share, arrival.w); }
  }
  return share;
}

// Coverage of a pixel by a line of this width, CSS px, whose middle lies so many target px away.
fn stroke(width: f32, distance: f32) -> f32 {
  return clamp(0.5 * width * scene.pixel_ratio + 0.5 - distance, 0.0, 1.0);
}

// How much of a dash lies at a place on the slide, um.
fn dash_at(place: vec2f) -> f32 {
  let period = DASH_PERIOD * scene.pixel_ratio;
  let along = (place.x + 0.5 * place.y) * (scene.frame_scale / tracked.um_per_px) / period;
  return clamp((0.5 * DASH_SHARE - abs(fract(along) - 0.5)) * period + 0.5, 0.0, 1.0);
}

fn tinted(colour: vec3f, alpha: f32) -> vec4f {
  return vec4f(colour * alpha, alpha);
}

// On the positive side of the contour, so that it tells which side that is.
fn glow_at(distance: f32) -> f32 {
  let fade = clamp(1.0 - distance / (GLOW_WIDTH * scene.pixel_ratio), 0.0, 1.0);
  return GLOW_ALPHA * fade * fade;
}

// `step`: um a target px, along x and along y of the target. `in_frame`, `frame_step`: the same in px of the frame.
fn paint_layer(
  before: Paint, k: u32, from_centre: vec2f, step: mat2x2f, in_frame: vec2f, frame_step: mat2x2f,
) -> Paint {
  var paint = before;
  let layer = scene.layers[k];
  let at = (tracked.centre + from_centre) / layer.cell_um;
  let cells = cells_at(k, at);
  let share = share_of(k, at);
  let reached = all(abs(from_centre) <= vec2f(WINDOW_REACH * layer.cell_um));
  let state = select(UNKNOWN, cells.state, reached);
  paint.looking = max(paint.looking, select(select(0.0, 1.0 - share, state == 0.0), 1.0, state == UNKNOWN));
  paint.not_assessed = paint.not_assessed || state == NOT_ASSESSED;
  let per_px = step * (1.0 / layer.cell_um);
  let colour = layer.contour_colour.rgb;
  if (state == 0.0) {
    let entry = (cells.probability * (HEAT_STEPS - 1.0) + 0.5) / HEAT_STEPS;
    let row = (f32(k) + 0.5) / f32(scene.layer_count);
    let heat = textureSampleLevel(heat_tables, smoothly, vec2f(entry, row), 0.0);
    if (heat.a > 0.0 && paint.tissue < 0.0) { paint.tissue = tissue_share(in_frame, frame_step); }
    paint.heat = over(heat * share * max(paint.tissue, 0.0), paint.heat);
    let shown = layer.contours * share;
    let distance = contour_distance(cells.smooth_probability, layer.threshold, per_px);
    let inside = cells.smooth_probability.value >= layer.threshold;
    let glow = select(0.0, glow_at(distance) * shown, inside);
    let casing = stroke(CONTOUR_WIDTH + 2.0 * CASING_WIDTH, distance) * CASING_ALPHA * shown;
    paint.lines = over(tinted(colour, glow), paint.lines);
    paint.lines = over(tinted(CASING_COLOUR, casing), paint.lines);
    paint.lines = over(tinted(colour, stroke(CONTOUR_WIDTH, distance) * shown), paint.lines);
  }
  let positive = select(0.0, layer.contours, cells.known.value > 0.0 && cells.smooth_probability.value >= layer.threshold);
  if (reached && cells.examined.value > 0.0 && cells.examined.value < 1.0) {
    let distance = contour_distance(cells.examined, 0.5, per_px);
    let dash = stroke(CONTOUR_WIDTH, distance) * dash_at(tracked.centre + from_centre);
    let casing = stroke(CONTOUR_WIDTH + 2.0 * CASING_WIDTH, distance) * CASING_ALPHA;
    paint.rim = over(tinted(RIM_COLOUR, dash), over(tinted(CASING_COLOUR, casing), paint.rim));
    paint.lines = over(tinted(colour, dash * positive), paint.lines);
  }
  if (reached && positive > 0.0 && cells.known.value < 1.0 && cells.examined.value >= WELL_INSIDE) {
    let thin = stroke(THIN_WIDTH, contour_distance(cells.known, 0.5, per_px)) * positive;
    paint.lines = over(tinted(colour, thin), paint.lines);
  }
  return paint;
}
