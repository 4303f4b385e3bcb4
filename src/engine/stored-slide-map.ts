import { ReticleError } from '../domain/errors';
import type { StoredSlideMap } from '../domain/stored-slide-map';
import type { Atlas } from '../slide-map/atlas';
import { restoreAtlas, storeAtlas } from '../slide-map/stored-atlas';
import { type RememberedSlide, restoreMemory, storeMemory } from '../tracking/stored-memory';

/** All that is kept of a slide, as plain data. */
export function storeSlideMap(atlas: Atlas, remembered: RememberedSlide): StoredSlideMap {
  const stored = storeAtlas(atlas);
  // The map may know of an island before its first frame has been read back to be remembered.
  const highestIsland = stored.islands.reduce(
    (highest, { island }) => Math.max(highest, island),
    remembered.highestIsland,
  );
  return { atlas: stored, memory: storeMemory({ ...remembered, highestIsland }) };
}

/**
 * The map and the memory belong together: of a pair of which one is damaged, nothing is used.
 * @throws ReticleError 'record-corrupt' naming what is wrong
 */
export function restoreSlideMap(kept: unknown): {
  readonly atlas: Atlas;
  readonly remembered: RememberedSlide;
} {
  const { atlas: storedAtlas, memory } = (kept ?? {}) as Partial<Record<keyof StoredSlideMap, unknown>>;
  const remembered = restoreMemory(memory);
  const atlas = restoreAtlas(storedAtlas);
  const stranger = atlas.islands().find((island) => island > remembered.highestIsland);
  if (stranger !== undefined)
    throw new ReticleError(
      'record-corrupt',
      `The map of the slide is damaged (it shows part ${stranger + 1}, which was never begun).`,
      'The slide opens without its map; look at it again.',
    );
  return { atlas, remembered };
}
