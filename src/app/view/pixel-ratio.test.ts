import { expect, test, vi } from 'vitest';
import { watchPixelRatio } from './pixel-ratio';

/** A window whose ratio can be changed, as a browser tells of it: the query for the old ratio no longer matches. */
function screens() {
  const queries = new Map<string, Set<() => void>>();
  const source = {
    devicePixelRatio: 1,
    matchMedia: (query: string) => {
      const listeners = queries.get(query) ?? new Set();
      queries.set(query, listeners);
      return {
        addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
        removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
      };
    },
  };
  return {
    source: source as typeof source & Parameters<typeof watchPixelRatio>[1],
    moveTo(ratio: number) {
      const before = queries.get(`(resolution: ${source.devicePixelRatio}dppx)`);
      source.devicePixelRatio = ratio;
      for (const listener of [...(before ?? [])]) listener();
    },
    listeners: () => [...queries.values()].reduce((sum, set) => sum + set.size, 0),
  };
}

test('every change of the ratio is told once, also the second and the way back', () => {
  const { source, moveTo, listeners } = screens();
  const changed = vi.fn();
  const stop = watchPixelRatio(changed, source);
  for (const [i, ratio] of [2, 1.5, 1, 2].entries()) {
    moveTo(ratio);
    expect(changed).toHaveBeenCalledTimes(i + 1);
    expect(listeners()).toBe(1);
  }
  stop();
  moveTo(3);
  expect(changed).toHaveBeenCalledTimes(4);
  expect(listeners()).toBe(0);
});
