import type { Snapshot, SnapshotParts } from '../domain/case';
import type { ErrorReport } from '../domain/errors';
import type { PointUm } from '../domain/geometry';
import type { ReplayFrame } from '../domain/replay';
import type { SlideName } from '../domain/slide';

/** A frame after mounting, row by row: RGBA8, width * height * 4. */
export interface FramePixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The probability map over the current field, for measuring and for tests. */
export interface FieldProbabilities {
  readonly columns: number;
  readonly rows: number;
  readonly cellUm: number;
  /** Frame px of the top left corner of cell (0, 0), and px a cell: where each cell lies in the frame. */
  readonly originPx: { readonly x: number; readonly y: number };
  readonly cellPx: number;
  /** Slide-space point (um) of the top left corner of cell (0, 0), on `island`. The stage may have moved on since. */
  readonly origin: PointUm;
  readonly island: number;
  /** Probability 0..1, or a negative code of domain/overlay.ts; rows * columns. */
  readonly values: Float32Array;
  readonly frameSequence: number;
}

/** Where a displayed frame lies: slide-space point at its centre, um/px and size in px. */
export interface FramePlacement {
  /** The frame is held: it is the one shown, but the stage may be elsewhere by now. */
  readonly frozen: boolean;
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  readonly width: number;
  readonly height: number;
}

/** What the engine knows of a snapshot; the rest is the case's and the user's. */
export interface SnapshotFacts
  extends Omit<Snapshot, 'schema' | 'id' | 'caseId' | 'slideId' | 'number' | 'annotations' | 'notes'> {
  /** The slide that the picture is of; left out before one was begun. */
  readonly slide?: SlideName;
}

export interface SnapshotResult {
  readonly parts: SnapshotParts;
  /** Small JPEG with overlay. */
  readonly thumbnail: Blob;
  readonly facts: SnapshotFacts;
  readonly width: number;
  readonly height: number;
  readonly umPerPx: number | null;
  readonly capturedAt: number;
}

export interface Replay {
  /** Oldest first. */
  readonly frames: readonly ReplayFrame[];
  /** Why nothing is recorded at present, where something is wrong. */
  readonly error: ErrorReport | null;
}
