// Which keyframes to compare with, and what comes of it: see track.ts, whose decisions these are.

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read_write> track: Track;
@group(0) @binding(2) var<storage, read_write> lane: Lane;
@group(0) @binding(3) var<storage, read_write> tracked: Tracked;
@group(0) @binding(4) var<storage, read> signal: array<vec2f>;
@group(0) @binding(5) var<storage, read> spectrum: array<vec2f>;
@group(0) @binding(6) var<storage, read_write> keyframe_signals: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> keyframe_spectra: array<vec2f>;

override LEAST_LUMA: f32;
override LEAST_STAIN: f32;
override AGREES: f32;
override CHANGED: f32;
override NEXT_KEYFRAME: f32;
override MISSES: i32;
override SETTLED: i32;

fn drop_keyframes() {
  for (var i = 0; i < KEYFRAMES; i++) { track.keyframes[i] = Keyframe(vec2f(0.0), -1, -1, -1); }
  track.velocity = vec2f(0.0);
}

fn correct() {
  for (var i = 0; i < KEYFRAMES; i++) {
    if (track.keyframes[i].island == frame.from_island) {
      track.keyframes[i].centre += frame.offset;
      track.keyframes[i].island = frame.into_island;
    }
  }
  if (track.island == frame.from_island) {
    track.centre += frame.offset;
    track.island = frame.into_island;
  }
}

@compute @workgroup_size(1) fn plan() {
  if (track.started == 0 || frame.order == 1) {
    drop_keyframes();
    if (track.started != 0) { track.islands++; }
    track.centre = vec2f(0.0);
    track.island = track.islands;
    track.misses = 0;
    track.placed = 0;
    track.frame = 0;
    track.started = 1;
  }
  if (frame.order >= 2) { drop_keyframes(); }
  if (frame.order == 3) {
    track.islands++;
    track.island = track.islands;
    track.placed = 0;
  }
  if (frame.from_island >= 0) { correct(); }
  let here = track.centre + track.velocity;
  var home = -1;
  var nearest = REACH;
  for (var i = 0; i < KEYFRAMES; i++) {
    if (track.keyframes[i].island != track.island) { continue; }
    let apart = abs(track.keyframes[i].centre - here) / frame.extent;
    let distance = max(apart.x, apart.y);
    if (distance < nearest) {
      nearest = distance;
      home = i;
    }
  }
  lane.slot = home;
  if (home >= 0) { lane.expected = (here - track.keyframes[home].centre) / frame.px_um; }
}

fn structured(luma_and_stain: vec2f) -> bool {
  return luma_and_stain.x >= LEAST_LUMA && luma_and_stain.y >= LEAST_STAIN;
}

fn confidence() -> f32 {
  if (lane.slot < 0 || lane.overlap < LEAST_OVERLAP || !structured(lane.how.zw)) { return 0.0; }
  let worse = min(lane.how.x, lane.how.y);
  // Also false where it is not a number.
  if (!(worse >= AGREES)) { return 0.0; }
  return min(1.0, TRUST_FLOOR + (1.0 - TRUST_FLOOR) * (worse - AGREES) / (TRUST_FULL - AGREES));
}

fn remember() {
  var oldest = 0x7fffffff;
  for (var i = 0; i < KEYFRAMES; i++) {
    if (track.keyframes[i].used < oldest) {
      oldest = track.keyframes[i].used;
      track.store = i;
    }
  }
  track.keyframes[track.store] = Keyframe(track.centre, track.island, track.frame, track.frame);
}

// Returns the confidence; um moved since the last frame in `moved`.
fn place(moved: ptr<function, vec2f>) -> f32 {
  let placeable = structured(lane.own);
  let trust = select(0.0, confidence(), placeable);
  var began = false;
  for (var i = 0; i < KEYFRAMES; i++) {
    began = began || track.keyframes[i].island == track.island;
  }
  track.frame++;
  track.velocity = vec2f(0.0);
  if (trust > 0.0) {
    let home = lane.slot;
    let shift = lane.shift * frame.px_um;
    let centre = track.keyframes[home].centre + shift;
    *moved = centre - track.centre;
    if (track.misses == 0) { track.velocity = *moved; }
    track.centre = centre;
    track.placed = 1;
    track.misses = 0;
    track.keyframes[home].used = track.frame;
    let far = any(abs(shift) > NEXT_KEYFRAME * frame.extent);
    let changed = min(lane.how.x, lane.how.y) < CHANGED
      && track.frame - track.keyframes[home].made >= SETTLED;
    if (far || changed) { remember(); }
    return trust;
  }
  let missed = track.misses;
  track.misses++;
  if (began && track.misses < MISSES) { return 0.0; }
  // Without a keyframe, what moved while nothing could be placed is not known either.
  if (began || (track.placed != 0 && missed > 0)) {
    track.islands++;
    track.island = track.islands;
    track.placed = 0;
  }
  if (!placeable) { return 0.0; }
  track.misses = 0;
  track.placed = 1;
  remember();
  return 1.0;
}

@compute @workgroup_size(1) fn decide() {
  track.store = -1;
  var moved = vec2f(0.0);
  let trust = place(&moved);
  tracked.centre = track.centre;
  tracked.um_per_px = frame.um_per_px;
  tracked.confidence = trust;
  tracked.island = f32(track.island);
  tracked.shift_x = moved.x / frame.um_per_px;
  tracked.shift_y = moved.y / frame.um_per_px;
  tracked.structured = select(0.0, 1.0, structured(lane.own));
}

// Keeps the field as a keyframe, if it was decided so.
@compute @workgroup_size(64) fn keep(@builtin(global_invocation_id) id: vec3u) {
  if (track.store < 0) { return; }
  let slot = u32(track.store);
  let pixels = u32(frame.size.x * frame.size.y);
  let cells = u32(GRID.x * GRID.y);
  if (id.x < pixels) { keyframe_signals[slot * pixels + id.x] = signal[id.x]; }
  if (id.x < cells) { keyframe_spectra[slot * cells + id.x] = spectrum[id.x]; }
}
