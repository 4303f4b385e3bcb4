// One layer over one pixel.

// One row a layer.
@group(0) @binding(5) var heat_tables: texture_2d<f32>;
// The layers' windows one behind the other.
@group(0) @binding(6) var<storage, read> windows: array<f32>;

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
  let p_wy = p0 * wy.x + p1 * wy.y + p2 * wy.z;
  let p_dy = p0 * dy.x + p1 * dy.y + p2 * dy.z;
  let k_wy = k0 * wy.x + k1 * wy.y + k2 * wy.z;
  let k_dy = k0 * dy.x + k1 * dy.y + k2 * dy.z;
  let weight = dot(wx, k_wy);
  cells.smooth_value = dot(wx, p_wy) / weight;
  let slope = vec2f(dot(dx, p_wy), dot(wx, p_dy)) - cells.smooth_value * vec2f(dot(dx, k_wy), dot(wx, k_dy));
  cells.gradient = slope / weight;
  // There the second derivatives are not those of the quotient: the straight-line distance must do.
  let curvature = vec3f(dot(vec3f(1.0, -2.0, 1.0), p_wy), dot(wx, p0 - 2.0 * p1 + p2), dot(dx, p_dy));
  cells.curvature = select(zero, curvature, weight > 0.9999);
  return cells;
}

// Distance to the curve value = threshold along the gradient, target px; far where that line has no crossing.
// Solves c + g s + h s^2 / 2 = 0, which is exact within a cell: the line keeps its width on ridges and peaks.
// `per_px`: cells a target px, along x and along y of the target; its slopes differ under a stretch or a keystone.
fn contour_distance(cells: Cells, threshold: f32, per_px: mat2x2f) -> f32 {
  let c = cells.smooth_value - threshold;
  let slope = cells.gradient * per_px;
  let plateau = PLATEAU_SLOPE * sqrt(abs(determinant(per_px)));
  let g = length(slope);
  let n = per_px * (slope / max(g, plateau));
  let h = cells.curvature.x * n.x * n.x + cells.curvature.y * n.y * n.y + 2.0 * cells.curvature.z * n.x * n.y;
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

// `step`: um a target px, along x and along y of the target.
fn paint_layer(before: Paint, k: u32, from_centre: vec2f, step: mat2x2f) -> Paint {
  var paint = before;
  let layer = scene.layers[k];
  let at = (tracked.centre + from_centre) / layer.cell_um;
  let cells = cells_at(k, at);
  let share = share_of(k, at);
  let reached = all(abs(from_centre) <= vec2f(WINDOW_REACH * layer.cell_um));
  let state = select(UNKNOWN, cells.state, reached);
  paint.looking = max(paint.looking, select(select(0.0, 1.0 - share, state == 0.0), 1.0, state == UNKNOWN));
  paint.not_assessed = paint.not_assessed || state == NOT_ASSESSED;
  if (state == 0.0) {
    let entry = (cells.probability * (HEAT_STEPS - 1.0) + 0.5) / HEAT_STEPS;
    let row = (f32(k) + 0.5) / f32(scene.layer_count);
    let heat = textureSampleLevel(heat_tables, smoothly, vec2f(entry, row), 0.0);
    paint.heat = over(heat * share, paint.heat);
    let distance = contour_distance(cells, layer.threshold, step * (1.0 / layer.cell_um));
    let reach = 0.5 * CONTOUR_WIDTH * scene.pixel_ratio + 0.5 - distance;
    let casing = clamp(reach + CASING_WIDTH * scene.pixel_ratio, 0.0, 1.0) * CASING_ALPHA * layer.contours * share;
    let line = clamp(reach, 0.0, 1.0) * layer.contours * share;
    paint.lines = over(vec4f(CASING_COLOUR * casing, casing), paint.lines);
    paint.lines = over(vec4f(layer.contour_colour.rgb * line, line), paint.lines);
  }
  return paint;
}
