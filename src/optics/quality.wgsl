// Quality of a field per region of REGION_PX x REGION_PX px: see quality-reference.ts, whose numbers these are.

override LUMA_RED: f32;
override LUMA_GREEN: f32;
override LUMA_BLUE: f32;
override DARKEST: f32;
override WHITE_SHARE: f32;
override PINK_CAST: f32;
override GREEN_CAST: f32;
override STAINED: f32;
override TEXTURED: f32;
override TINTED: f32;
override INK_RED: f32;
override INK_BLUE: f32;
override CAST: f32;
override INKED: f32;
override INK_BLACK: f32;
override INK_GREY: f32;
override GRAIN: f32;
override CLIPPED_BRIGHT: f32;
override CLIPPED_DARK: f32;
override HUE_GREEN: f32;
override HUE_BROWN: f32;
override HUE_RED: f32;
override HUE_VIOLET: f32;
override HUE_BLUE: f32;

// `Light` is declared in white-reference.ts, `Region` in band-energies.ts.
// Blocks of px a side of a region; one thread each.
const SIDE = REGION_PX / BLOCK_PX;

@group(0) @binding(0) var field: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> light: Light;
@group(0) @binding(2) var<storage, read_write> regions: array<Region>;

var<workgroup> histogram: array<atomic<u32>, 768>;
var<workgroup> quantile: array<f32, 3>;

@compute @workgroup_size(256) fn find_white(@builtin(local_invocation_index) thread: u32) {
  let size = textureDimensions(field);
  let samples = (size + WHITE_STEP / 2u - 1u) / WHITE_STEP;
  let count = samples.x * samples.y;
  for (var i = thread; i < count; i += 256u) {
    let at = vec2u(i % samples.x, i / samples.x) * WHITE_STEP + WHITE_STEP / 2u;
    let value = vec3u(textureLoad(field, at, 0).rgb * 255.0 + 0.5);
    atomicAdd(&histogram[value.r], 1u);
    atomicAdd(&histogram[256u + value.g], 1u);
    atomicAdd(&histogram[512u + value.b], 1u);
  }
  workgroupBarrier();
  if (thread < 3u) {
    let wanted = max(1u, u32(f32(count) * WHITE_SHARE));
    var above = 0u;
    var value = 255u;
    for (; value > 1u; value--) {
      above += atomicLoad(&histogram[256u * thread + value]);
      if (above >= wanted) { break; }
    }
    quantile[thread] = f32(value) / 255.0;
  }
  workgroupBarrier();
  if (thread == 0u) {
    let green = quantile[1];
    let tint = clamp(
      vec2f(quantile[0], quantile[2]) / green, vec2f(exp(-GREEN_CAST)), vec2f(exp(PINK_CAST)));
    light.white = vec4f(green * tint.x, green, green * tint.y, max(green, max(quantile[0], quantile[2])));
    light.tint = log(vec2f(quantile[0], quantile[2]) / green);
  }
}

// Energies of the Haar details of 2 x 2 neighbours: x straight (across and down), y diagonal.
fn details(n: vec4f) -> vec2f {
  let across = 0.5 * (n.x - n.y + n.z - n.w);
  let down = 0.5 * (n.x + n.y - n.z - n.w);
  let diagonal = 0.5 * (n.x - n.y - n.z + n.w);
  return vec2f(across * across + down * down, diagonal * diagonal);
}

struct Sums {
  // px, tissue, bright, dark.
  counts: vec4f,
  // Energies of bands 0..2; w: luma.
  straight: vec4f,
  // w: ink.
  diagonal: vec4f,
  // Details 2 px wide: across less down, and twice their product.
  orientation: vec2f,
  // As in stain-sums.ts: number and od; products of od; two of these, chroma, brown; red, violet, blue, colourless.
  stain: array<vec4f, 4>,
  // Px in blocks that are ink all over.
  solid: f32,
}

var<workgroup> counts: array<vec4f, 64>;
var<workgroup> straights: array<vec4f, 64>;
var<workgroup> diagonals: array<vec4f, 64>;
var<workgroup> orientations: array<vec2f, 64>;
var<workgroup> stains: array<array<vec4f, 4>, 64>;
var<workgroup> solids: array<f32, 64>;
// Mean luma of each block, and of 2 x 2 of them; the second value tells whether it is whole.
var<workgroup> means: array<vec2f, 64>;
var<workgroup> wider: array<vec2f, 16>;

fn add_stained(od: vec3f, chroma: f32, sums: ptr<function, Sums>) {
  let angle = atan2(od.g - od.b, od.g - od.r);
  let is_blue = angle >= HUE_BLUE || angle < HUE_GREEN;
  let is_violet = !is_blue && angle >= HUE_VIOLET;
  let is_brown = !is_blue && angle < HUE_BROWN;
  let is_red = !is_blue && !is_brown && angle < HUE_RED;
  (*sums).stain[0] += vec4f(1.0, od);
  (*sums).stain[1] += vec4f(od * od, od.r * od.g);
  (*sums).stain[2] += vec4f(od.r * od.b, od.g * od.b, chroma, select(0.0, chroma, is_brown));
  (*sums).stain[3] += vec4f(select(vec3f(0.0), vec3f(chroma), vec3<bool>(is_red, is_violet, is_blue)), 0.0);
}

fn measure_quarter(left: vec2u, last: vec2u, sums: ptr<function, Sums>) -> f32 {
  var total = vec3f(0.0);
  var bright = 0.0;
  var fine = vec2f(0.0);
  var pairs: array<f32, 4>;
  for (var s = 0u; s < 4u; s++) {
    var near: vec4f;
    for (var p = 0u; p < 4u; p++) {
      let at = min(last, left + vec2u(2u * (s & 1u) + (p & 1u), 2u * (s >> 1u) + (p >> 1u)));
      let colour = textureLoad(field, at, 0).rgb;
      total += colour;
      near[p] = dot(colour, vec3f(LUMA_RED, LUMA_GREEN, LUMA_BLUE));
      let clipped = select(vec3f(0.0), vec3f(1.0), colour >= vec3f(CLIPPED_BRIGHT));
      bright += select(0.0, 1.0, dot(clipped, vec3f(1.0)) >= 2.0);
      (*sums).counts.w += select(0.0, 1.0, all(colour <= vec3f(CLIPPED_DARK)));
    }
    fine += details(near);
    pairs[s] = 0.25 * dot(near, vec4f(1.0));
  }
  let near = vec4f(pairs[0], pairs[1], pairs[2], pairs[3]);
  let energy = details(near);
  let mean = 0.25 * dot(near, vec4f(1.0));
  (*sums).straight += vec4f(fine.x, energy.x, 0.0, 16.0 * mean);
  (*sums).diagonal += vec4f(fine.y, energy.y, 0.0, 0.0);
  let across = 0.5 * (near.x - near.y + near.z - near.w);
  let down = 0.5 * (near.x + near.y - near.z - near.w);
  (*sums).orientation += vec2f(across * across - down * down, 2.0 * across * down);
  let density = -log(max(vec3f(1.0 / 255.0), total / 16.0) / light.white.rgb);
  let spread = max(max(density.r, density.g), density.b) - min(min(density.r, density.g), density.b);
  let level = max(DARKEST, mean);
  (*sums).counts.x += 16.0;
  // White noise cancels in straight less diagonal.
  let grain = GRAIN / max(1.0 / 255.0, min(min(total.r, total.g), total.b) / 16.0);
  let stained = spread > max(STAINED, grain);
  let least = min(min(density.r, density.g), density.b);
  let black = least > INK_BLACK && spread < INK_GREY * least;
  let inked = spread > max(INKED, grain);
  let tinted = spread > max(TINTED, grain);
  let detailed = energy.x - 2.0 * energy.y > TEXTURED * level * level;
  if (stained) { add_stained(density, spread, sums); }
  if (detailed && !tinted) { (*sums).stain[3].w += 1.0; }
  let than_red = density.g - density.r;
  let than_blue = density.g - density.b;
  if (black || (inked && (than_blue + CAST < INK_RED * than_red || than_red + CAST < -INK_BLUE * than_blue))) {
    (*sums).diagonal.w += 16.0;
  }
  if (stained || (tinted && detailed)) {
    (*sums).counts.y += 16.0;
    (*sums).counts.z += bright;
  }
  return mean;
}

@compute @workgroup_size(64)
fn measure(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) region: vec3u,
           @builtin(num_workgroups) grid: vec3u) {
  let size = textureDimensions(field);
  let left = region.xy * REGION_PX + vec2u(thread % SIDE, thread / SIDE) * BLOCK_PX;
  var sums: Sums;
  if (all(left < size)) {
    let last = size - 1u;
    let near = vec4f(
      measure_quarter(left, last, &sums),
      measure_quarter(left + vec2u(4u, 0u), last, &sums),
      measure_quarter(left + vec2u(0u, 4u), last, &sums),
      measure_quarter(left + vec2u(4u, 4u), last, &sums),
    );
    let energy = details(near);
    // A block that the edge cuts has no say about focus.
    let whole = select(0.0, 1.0, all(left + BLOCK_PX <= size));
    means[thread] = vec2f(0.25 * dot(near, vec4f(1.0)), whole);
    sums.straight *= vec4f(vec3f(whole), 1.0);
    sums.diagonal *= vec4f(vec3f(whole), 1.0);
    sums.orientation *= whole;
    sums.straight.z = whole * energy.x;
    sums.diagonal.z = whole * energy.y;
    sums.solid = select(0.0, 64.0, sums.diagonal.w == 64.0);
  }
  counts[thread] = sums.counts;
  straights[thread] = sums.straight;
  diagonals[thread] = sums.diagonal;
  orientations[thread] = sums.orientation;
  stains[thread] = sums.stain;
  solids[thread] = sums.solid;
  workgroupBarrier();
  if (thread != 0u) { return; }

  for (var i = 1u; i < 64u; i++) {
    sums.counts += counts[i];
    sums.straight += straights[i];
    sums.diagonal += diagonals[i];
    sums.orientation += orientations[i];
    sums.solid += solids[i];
    for (var k = 0u; k < 4u; k++) { sums.stain[k] += stains[i][k]; }
  }
  // Bands 3, 4, 5.
  var coarse: array<vec2f, 3>;
  for (var i = 0u; i < 16u; i++) {
    let at = 2u * (i % 4u) + 16u * (i / 4u);
    let whole = means[at].y * means[at + 1u].y * means[at + 8u].y * means[at + 9u].y;
    let near = vec4f(means[at].x, means[at + 1u].x, means[at + 8u].x, means[at + 9u].x);
    coarse[0] += whole * details(near);
    wider[i] = vec2f(0.25 * dot(near, vec4f(1.0)), whole);
  }
  var widest: array<f32, 4>;
  var all_whole = 1.0;
  for (var i = 0u; i < 4u; i++) {
    let at = 2u * (i % 2u) + 8u * (i / 2u);
    let whole = wider[at].y * wider[at + 1u].y * wider[at + 4u].y * wider[at + 5u].y;
    let near = vec4f(wider[at].x, wider[at + 1u].x, wider[at + 4u].x, wider[at + 5u].x);
    coarse[1] += whole * details(near);
    widest[i] = 0.25 * dot(near, vec4f(1.0));
    all_whole *= whole;
  }
  coarse[2] = all_whole * details(vec4f(widest[0], widest[1], widest[2], widest[3]));

  let shares = sums.counts.yzw / sums.counts.x;
  var measured: Region;
  measured.tissue = shares.x;
  measured.clipped_bright = shares.y;
  measured.clipped_dark = shares.z;
  measured.luma = sums.straight.w / sums.counts.x;
  measured.ink = sums.diagonal.w / sums.counts.x;
  measured.white = light.white.w;
  measured.upright = sums.orientation.x;
  measured.slanted = sums.orientation.y;
  for (var band = 0u; band < 3u; band++) {
    measured.straight[band] = sums.straight[band];
    measured.diagonal[band] = sums.diagonal[band];
    measured.straight[3u + band] = coarse[band].x;
    measured.diagonal[3u + band] = coarse[band].y;
  }
  for (var k = 0u; k < 16u; k++) { measured.stain[k] = sums.stain[k / 4u][k % 4u]; }
  measured.stain[SOLID_INK] = sums.solid / sums.counts.x;
  measured.stain[TINT] = light.tint.x;
  measured.stain[TINT + 1u] = light.tint.y;
  regions[region.y * grid.x + region.x] = measured;
}
