/** Small and seeded (mulberry32), 0..1, so that what a test met can be met again. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of a list that is not empty. */
export function pick<Value>(next: () => number, from: readonly Value[]): Value {
  const found = from[Math.floor(next() * from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}
