import type { FramePlacement } from './answers';
import type { EngineState } from './engine-state';
import { type FieldPipeline, placementOf } from './field-pipeline';

/** Tells the page where the displayed frame lies, and once that this is not known any more. */
export class PlacementTeller {
  /** True once a place has been sent to the page. */
  #told = false;

  constructor(
    private readonly state: EngineState,
    private readonly send: (placement: FramePlacement | null) => void,
  ) {}

  /** @param trusted false while um/px is in doubt: a place would be wrong */
  tell(pipeline: Pick<FieldPipeline, 'tracked'> | null, trusted: boolean): void {
    const { frame, frozen } = this.state;
    const tracked = (frame && pipeline?.tracked()) ?? null;
    const place = trusted ? placementOf(tracked) : null;
    if (!place && !this.#told) return;
    this.#told = place !== null;
    this.send(place && tracked && frame ? { ...place, island: tracked.island, ...frame.size, frozen } : null);
  }
}
