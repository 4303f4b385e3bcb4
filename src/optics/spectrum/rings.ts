import { SIDE } from './fourier';

/** Frequencies (or lags) of a transform: 0 .. SIDE / 2 - 1, then negative. */
export const signed = (i: number): number => (i < SIDE / 2 ? i : i - SIDE);

/** Distance of every bin of a square from bin 0, in bins. */
export const RADIUS = Float64Array.from({ length: SIDE * SIDE }, (_, i) =>
  Math.hypot(signed(i % SIDE), signed(Math.floor(i / SIDE))),
);

/** Bins of one of the two halves that mirror each other. */
export const HALF = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [x, y] = [signed(i % SIDE), signed(Math.floor(i / SIDE))];
  return Number(x > 0 || (x === 0 && y > 0));
});

const RING = Uint16Array.from(RADIUS, (radius) => Math.min(SIDE / 2, Math.round(radius)));

/** Every value less the mean of those as far from bin 0. */
export function lessRings(values: Float64Array): Float64Array {
  const [sums, counts] = [new Float64Array(SIDE / 2 + 1), new Float64Array(SIDE / 2 + 1)];
  for (let i = 0; i < values.length; i++) {
    const ring = RING[i] ?? 0;
    sums[ring] = (sums[ring] ?? 0) + (values[i] ?? 0);
    counts[ring] = (counts[ring] ?? 0) + 1;
  }
  const means = sums.map((sum, ring) => sum / Math.max(1, counts[ring] ?? 0));
  const flat = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) flat[i] = (values[i] ?? 0) - (means[RING[i] ?? 0] ?? 0);
  return flat;
}
