// Put before every tracking shader, after the structures and constants of tracking-structs.ts.

override COARSE_STEP: i32;
override FINE_STEP: i32;
override LEAST_OVERLAP: f32;

const GRID = vec2i(GRID_WIDTH, GRID_HEIGHT);
