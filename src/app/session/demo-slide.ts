/** Seed of the simulated slides that the page opens; choosing one in the bar begins with the same one. */
export const DEMO_SEED = 7;

/** What a newcomer sees: real tissue. */
export const DEMO = { slide: 'lymph-node-tissue', seed: DEMO_SEED } as const;

/** A slide that was most likely never seen before. */
export function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? DEMO_SEED;
}
