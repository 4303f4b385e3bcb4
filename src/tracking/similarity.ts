import type { Shift } from './phase-correlation';
import type { Plane } from './plane';

/** How a field is turned and scaled against a reference that it was shifted onto. */
export interface Similarity {
  /** Radians, clockwise as seen on the screen. */
  readonly rotation: number;
  /** Size of a thing in the reference by its size in the field; 1: the same. */
  readonly scale: number;
}

/** A camera that is turned or zoomed beyond this is not the one that began the island. */
const TOLERANCE = { rotation: (1.5 * Math.PI) / 180, scale: 0.02 } as const;

export function tolerable({ rotation, scale }: Similarity): boolean {
  return Math.abs(rotation) <= TOLERANCE.rotation && Math.abs(scale - 1) <= TOLERANCE.scale;
}

const STEPS = 6;

/**
 * Rotation and scale between two planes of one cell size, by Gauss-Newton over shift, rotation and scale (as in
 * Lucas and Kanade 1981), starting from a known shift between their centres. Good to a few degrees and per cent.
 * Null where there is too little to tell.
 */
export function similarityOf(field: Plane, reference: Plane, shift: Shift): Similarity | null {
  let [x, y, grown, turned] = [shift.x, shift.y, 0, 0];
  for (let step = 0; step < STEPS; step++) {
    const better = solve(normalEquations(field, reference, { x, y, grown, turned }));
    if (!better) return null;
    x -= limited(better[0], 1.5);
    y -= limited(better[1], 1.5);
    grown -= limited(better[2], 0.02);
    turned -= limited(better[3], 0.02);
  }
  return { rotation: Math.atan2(turned, 1 + grown), scale: Math.hypot(1 + grown, turned) };
}

function limited(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

type Four = [number, number, number, number];

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly grown: number;
  readonly turned: number;
}

/** Rows of the symmetric 4 x 4 matrix, and the right side. */
function normalEquations(field: Plane, reference: Plane, at: Placed): { rows: Four[]; right: Four } {
  const rows: Four[] = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
  const right: Four = [0, 0, 0, 0];
  const gradient = new Float64Array(4);
  const row = 2 * field.width;
  const stride = 2 * reference.width;
  // Stain varies less than luma; so does its noise.
  const weights = [1, 3];
  for (let j = 1; j < field.height - 1; j++)
    for (let i = 1; i < field.width - 1; i++) {
      const px = i - (field.width - 1) / 2;
      const py = j - (field.height - 1) / 2;
      const u = px + at.x + at.grown * px - at.turned * py + (reference.width - 1) / 2;
      const v = py + at.y + at.grown * py + at.turned * px + (reference.height - 1) / 2;
      const left = Math.floor(u);
      const top = Math.floor(v);
      if (left < 0 || top < 0 || left > reference.width - 2 || top > reference.height - 2) continue;
      const across = u - left;
      for (let channel = 0; channel < 2; channel++) {
        const k = 2 * (top * reference.width + left) + channel;
        const corner = reference.values[k] ?? 0;
        const upper = corner + across * ((reference.values[k + 2] ?? 0) - corner);
        const edge = reference.values[k + stride] ?? 0;
        const lower = edge + across * ((reference.values[k + stride + 2] ?? 0) - edge);
        const n = 2 * (j * field.width + i) + channel;
        const error = upper + (v - top) * (lower - upper) - (field.values[n] ?? 0);
        const gx = 0.5 * ((field.values[n + 2] ?? 0) - (field.values[n - 2] ?? 0));
        const gy = 0.5 * ((field.values[n + row] ?? 0) - (field.values[n - row] ?? 0));
        gradient.set([gx, gy, gx * px + gy * py, gy * px - gx * py]);
        const weight = (weights[channel] ?? 1) / (1 + 200 * error * error);
        for (let a = 0; a < 4; a++) {
          const ga = weight * (gradient[a] ?? 0);
          right[a] = (right[a] ?? 0) + ga * error;
          const target = rows[a];
          if (target) for (let b = 0; b < 4; b++) target[b] = (target[b] ?? 0) + ga * (gradient[b] ?? 0);
        }
      }
    }
  return { rows, right };
}

/** Gaussian elimination; the matrix is symmetric and positive where there is structure. */
function solve({ rows, right }: { rows: Four[]; right: Four }): Four | null {
  for (let i = 0; i < 4; i++) {
    const pivot = rows[i];
    if (!pivot || !((pivot[i] ?? 0) > 1e-9)) return null;
    for (let j = i + 1; j < 4; j++) {
      const line = rows[j];
      if (!line) continue;
      const factor = (line[i] ?? 0) / (pivot[i] ?? 1);
      for (let k = i; k < 4; k++) line[k] = (line[k] ?? 0) - factor * (pivot[k] ?? 0);
      right[j] = (right[j] ?? 0) - factor * (right[i] ?? 0);
    }
  }
  const out: Four = [0, 0, 0, 0];
  for (let i = 3; i >= 0; i--) {
    let rest = right[i] ?? 0;
    for (let k = i + 1; k < 4; k++) rest -= (rows[i]?.[k] ?? 0) * (out[k] ?? 0);
    out[i] = rest / (rows[i]?.[i] ?? 1);
  }
  return out;
}
