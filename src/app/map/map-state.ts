import type { Focus } from '../../domain/focus';
import type { PointUm } from '../../domain/geometry';
import type { Coverage, MapPicture, MapState } from '../../domain/slide-map';
import type { MapFrame } from './map-frame';

/** What lies at a place of the map. */
export interface MapPlace {
  readonly island: number;
  readonly at: PointUm;
  /** 0..1; null where none is known. */
  readonly probability: number | null;
  readonly coverage: Coverage;
}

export interface MapSlice {
  /** Null until the engine has answered. */
  readonly map: MapState | null;
  /** Island shown; null: the one in view. */
  readonly island: number | null;
  /** Null: all that is known, fitted into the panel. */
  readonly frame: MapFrame | null;
  readonly picture: MapPicture | null;
  readonly foci: readonly Focus[];
  readonly fociTotal: number;
  /** Class that the foci and the heat are of. */
  readonly layer: { readonly modelId: string; readonly classId: string; readonly threshold: number } | null;
  readonly place: MapPlace | null;
  /** The region in hand. */
  readonly focus: Focus | null;
  /** Counts up each time that the review is asked for by its key. */
  readonly reviewAsked: number;
  /** Where the arrow in the live view leads. */
  readonly target: { readonly island: number; readonly at: PointUm } | null;
  /** The simulated stage is on its way there. */
  readonly driving: boolean;
  /** A clear that can be undone; its number tells one from the next. */
  readonly cleared: number | null;
}

export const EMPTY_MAP: MapSlice = {
  map: null,
  island: null,
  frame: null,
  picture: null,
  foci: [],
  fociTotal: 0,
  layer: null,
  place: null,
  focus: null,
  reviewAsked: 0,
  target: null,
  driving: false,
  cleared: null,
};
