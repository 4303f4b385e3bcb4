/** Seed of the slide that the demo shows; choosing a simulated slide in the bar begins with the same one. */
export const DEMO_SEED = 7;

/** A slide that was most likely never seen before. */
export function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? DEMO_SEED;
}
