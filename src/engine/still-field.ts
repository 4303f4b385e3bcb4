import { type Clock, wallClock } from '../domain/clock';
import type { TrackedField } from '../domain/tracking';
import type { FieldPipeline } from './field-pipeline';

/** Looks at a still field until its place is known, and the pause between them. Blank glass never has one. */
export const STILL_LOOKS = 6;
const LOOK_PAUSE_MS = 60;

/** A field after which no frame comes: frozen, a paused video, a shared screen on which nothing moves. */
export interface StillField {
  /** What holds it, once no frame is on its way in; null when frames go on. */
  holder(): Promise<Pick<FieldPipeline, 'place' | 'tracked' | 'lookAgain'> | null>;
  /** The island was renamed. */
  wasJoined(island: number): boolean;
  /** It was looked at again: its place may be another one. */
  looked(): void;
}

/**
 * Looks at a still field again until it has a place that holds. There is no next frame that could mend it: stopped
 * just as the stage jumped it has none yet; on a busy graphics card the answer may never have come back; and its
 * island may have been joined to another after it was placed there.
 */
export async function settleStill(field: StillField, clock: Pick<Clock, 'wait'> = wallClock): Promise<void> {
  for (let look = 0; look < STILL_LOOKS; look++) {
    const holder = await field.holder();
    if (!holder) return;
    const held = await holder.place().catch(() => null);
    if (holder !== (await field.holder())) return;
    if (held && isTold(held, holder.tracked()) && !field.wasJoined(held.island)) return;
    holder.lookAgain();
    await holder.place().catch(() => null);
    field.looked();
    await clock.wait(LOOK_PAUSE_MS);
  }
}

/** What is written and drawn by the place that came back goes to the very place that the field is held at. */
function isTold(held: TrackedField, told: TrackedField | null): boolean {
  return (
    told !== null &&
    held.confidence > 0 &&
    told.confidence > 0 &&
    held.island === told.island &&
    held.centre.x === told.centre.x &&
    held.centre.y === told.centre.y
  );
}
