import type { PointUm } from './geometry';

/**
 * Result of registering one frame. Its form on the GPU is declared in gpu/tracked.ts.
 */
export interface TrackedField {
  /** Slide-space point at the frame's centre, um; origin where tracking began. */
  readonly centre: PointUm;
  readonly umPerPx: number;
  /** 0 (lost) .. 1 (certain). */
  readonly confidence: number;
  /** Counts up each time the track is lost; positions of different islands cannot be compared. */
  readonly island: number;
  /** Motion against the frame before, px. */
  readonly shiftPx: { readonly x: number; readonly y: number };
  /** False: too little in the field to be placed by (blank glass, heavy blur), which is not a loss. Left out: true. */
  readonly structured?: boolean;
}

/**
 * Two islands were found to be one: what lay at p on `from` lies at p + offset on `into`. Fields of `from` may
 * still be under way when this is reported; {@link onIsland} brings them over.
 */
export interface IslandJoin {
  readonly from: number;
  readonly into: number;
  /** um */
  readonly offset: PointUm;
}

/** The same point by the islands' names after `joins`, in the order in which they were told. */
export function onIsland(
  place: { readonly centre: PointUm; readonly island: number },
  joins: readonly IslandJoin[],
): { readonly centre: PointUm; readonly island: number } {
  let { centre, island } = place;
  for (const { from, into, offset } of joins)
    if (island === from) {
      centre = { x: centre.x + offset.x, y: centre.y + offset.y };
      island = into;
    }
  return { centre, island };
}

/** A change of magnification, noticed from the image alone while um/px stayed as it was set. */
export interface ObjectiveChange {
  /** um/px now, as a multiple of the um/px that is set (10x to 20x: 0.5). */
  readonly ratio: number;
  /** 0..1 */
  readonly confidence: number;
  /** The image leaves no doubt: the calibration may be switched without asking. */
  readonly certain: boolean;
  /** Island begun since the change: its um are wrong by `ratio`, and nothing on it must be kept. */
  readonly island: number;
}

/** What the tracker noticed beside the places of frames. */
export type TrackingEvent =
  | ({ readonly kind: 'island-join' } & IslandJoin)
  | ({ readonly kind: 'objective-change' } & ObjectiveChange);
