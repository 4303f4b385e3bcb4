import type { FociAnswer } from '../../engine/map-service';
import type { EngineClient } from '../../engine/port';
import type { MapSlice } from './map-state';

/** Foci are searched for again at most this often, ms. */
const FOCI_MS = 1500;
const NONE: FociAnswer = { foci: [], total: 0 };

/** Asks for the foci of what is shown, when the map, the island or the class is another one, and not too often. */
export class FociAsker {
  #key = '';
  #at = Number.NEGATIVE_INFINITY;

  constructor(private readonly now = () => performance.now()) {}

  forget(): void {
    this.#key = '';
  }

  /** Null where nothing new is to be told. */
  async find(
    client: Pick<EngineClient, 'foci'>,
    { map, layer, island }: Pick<MapSlice, 'map' | 'layer' | 'island'>,
  ): Promise<FociAnswer | null> {
    if (!map || !layer || island === null) return NONE;
    const key = [map.revision, island, layer.modelId, layer.classId, layer.threshold].join(' ');
    const now = this.now();
    if (key === this.#key || now - this.#at < FOCI_MS) return null;
    this.#at = now;
    const answer = await client.foci({ island, ...layer });
    if (answer) this.#key = key;
    return answer;
  }
}
