/** One channel of a picture, row by row, any linear unit. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export interface Orientation {
  /** Direction across the lines, radians, -pi/2..pi/2. */
  readonly angle: number;
  /** 1 where a block of `blockPx` holds edges along that direction, or lies beside one that does. */
  readonly mask: Uint8Array;
  readonly blockPx: number;
  readonly columns: number;
}

const BLOCK = 32;
const BINS = 90;

/**
 * Direction that the edges of a picture share, by structure tensors of blocks (Bigun and Granlund, ICCV 1987), each
 * counted by its energy and coherence. Null without any edge.
 */
export function orientationOf({ width, height, values }: Luma): Orientation | null {
  const columns = Math.ceil(width / BLOCK);
  const rows = Math.ceil(height / BLOCK);
  const xx = new Float64Array(columns * rows);
  const yy = new Float64Array(columns * rows);
  const xy = new Float64Array(columns * rows);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const gx = (values[at + 1] ?? 0) - (values[at - 1] ?? 0);
      const gy = (values[at + width] ?? 0) - (values[at - width] ?? 0);
      const block = (y >> 5) * columns + (x >> 5);
      xx[block] = (xx[block] ?? 0) + gx * gx;
      yy[block] = (yy[block] ?? 0) + gy * gy;
      xy[block] = (xy[block] ?? 0) + gx * gy;
    }
  const angles = new Float64Array(columns * rows);
  const weights = new Float64Array(columns * rows);
  const histogram = new Float64Array(BINS);
  for (let i = 0; i < angles.length; i++) {
    const difference = (xx[i] ?? 0) - (yy[i] ?? 0);
    const sum = (xx[i] ?? 0) + (yy[i] ?? 0);
    if (sum <= 0) continue;
    const anisotropic = Math.hypot(difference, 2 * (xy[i] ?? 0));
    const angle = Math.atan2(2 * (xy[i] ?? 0), difference) / 2;
    const weight = anisotropic * (anisotropic / sum) ** 2;
    angles[i] = angle;
    weights[i] = weight;
    const bin = Math.floor(((angle / Math.PI + 0.5) * BINS) % BINS);
    for (let j = -2; j <= 2; j++) {
      const to = (bin + j + BINS) % BINS;
      histogram[to] = (histogram[to] ?? 0) + weight * (3 - Math.abs(j));
    }
  }
  let best = 0;
  for (let i = 1; i < BINS; i++) if ((histogram[i] ?? 0) > (histogram[best] ?? 0)) best = i;
  if (!((histogram[best] ?? 0) > 0)) return null;
  const rough = ((best + 0.5) / BINS - 0.5) * Math.PI;
  let c = 0;
  let s = 0;
  let heaviest = 0;
  for (let i = 0; i < angles.length; i++) {
    if (apart(angles[i] ?? 0, rough) > 0.14) continue;
    c += (weights[i] ?? 0) * Math.cos(2 * (angles[i] ?? 0));
    s += (weights[i] ?? 0) * Math.sin(2 * (angles[i] ?? 0));
    heaviest = Math.max(heaviest, weights[i] ?? 0);
  }
  const angle = Math.atan2(s, c) / 2;
  const mask = new Uint8Array(columns * rows);
  for (let i = 0; i < angles.length; i++) {
    if ((weights[i] ?? 0) < 0.06 * heaviest || apart(angles[i] ?? 0, angle) > 0.2) continue;
    const [bx, by] = [i % columns, Math.floor(i / columns)];
    for (let y = Math.max(0, by - 1); y <= Math.min(rows - 1, by + 1); y++)
      for (let x = Math.max(0, bx - 1); x <= Math.min(columns - 1, bx + 1); x++) mask[y * columns + x] = 1;
  }
  return { angle, mask, blockPx: BLOCK, columns };
}

/** Angle between two undirected lines, 0..pi/2. */
function apart(a: number, b: number): number {
  const d = Math.abs(a - b) % Math.PI;
  return Math.min(d, Math.PI - d);
}
