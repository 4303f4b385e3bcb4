import { fieldOfView, type PointUm } from '../../domain/geometry';
import type { MapState } from '../../domain/slide-map';
import type { MapSlice } from './map-state';

/** Share of the field that the stage is driven by at a time: within what tracking follows. */
const STEP = 0.16;
/** Waits in a row without the field having followed, after which driving is given up. */
const PATIENCE = 100;
const WAIT_MS = 50;

export interface DriveHost {
  /** Where the field lies now; null when the engine is gone. */
  map(): Promise<Pick<MapState, 'island' | 'field'> | null>;
  target(): MapSlice['target'];
  /** Moves the field by um on the slide; null where no stage can follow the picture. */
  mover(): ((move: PointUm) => void) | null;
  driving(on: boolean): void;
}

/** Drives the stage to a target in steps that tracking can follow. */
export class StageDrive {
  /** Counts drives: an earlier one ends where a later one, or {@link stop}, comes. */
  #drive = 0;

  constructor(
    private readonly host: DriveHost,
    private readonly pause = () => new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS)),
  ) {}

  stop(): void {
    this.#drive++;
  }

  /** Resolves when the target is reached, the drive was stopped, or the field does not follow. */
  async go(): Promise<void> {
    const moveField = this.host.mover();
    const drive = ++this.#drive;
    if (!moveField || !this.host.target()) return;
    this.host.driving(true);
    let expected: PointUm | null = null;
    let waits = 0;
    while (drive === this.#drive && waits < PATIENCE) {
      const map = await this.host.map();
      const target = this.host.target();
      if (drive !== this.#drive || !map || !target || map.island !== target.island) break;
      const { field } = map;
      if (field) {
        const view = fieldOfView(field.size, field.placement);
        const step = STEP * Math.min(view.width, view.height);
        const { centre } = field.placement;
        const behind = expected ? Math.hypot(expected.x - centre.x, expected.y - centre.y) : 0;
        const dx = target.at.x - centre.x;
        const dy = target.at.y - centre.y;
        const left = Math.hypot(dx, dy);
        if (left < 0.25 * step) break;
        if (behind < 0.5 * step) {
          const share = Math.min(1, step / left);
          moveField({ x: dx * share, y: dy * share });
          expected = { x: centre.x + dx * share, y: centre.y + dy * share };
          waits = 0;
        }
      }
      waits++;
      await this.pause();
    }
    if (drive === this.#drive) this.host.driving(false);
  }
}
