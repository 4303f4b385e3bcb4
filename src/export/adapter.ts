import type { DrawnAnnotation } from '../domain/annotation';
import type { Case, Snapshot, SnapshotParts } from '../domain/case';
import type { ReticleError } from '../domain/errors';
import type { Measurement } from '../domain/measurement';
import type { Slide, SlideView } from '../domain/slide';

export type FormatId = 'png' | 'png-bare' | 'geojson' | 'csv' | 'ome-tiff' | 'dicom' | 'pdf' | 'archive';

export interface ExportOptions {
  /** Coordinates of GeoJSON: px of the picture (what QuPath reads), or slide um. */
  readonly coordinates: 'px' | 'um';
}

/** What is kept of a slide. */
export interface SlideContent {
  /** As stored; null: none was kept. */
  readonly map: ArrayBuffer | null;
  readonly view: SlideView | null;
  /** Small picture of the map. */
  readonly picture: Blob | null;
}

/** A slide of the case; only the archive takes its map. */
export interface SlideToExport {
  readonly slide: Slide;
  readonly read: () => Promise<SlideContent>;
}

/** What is large of a snapshot. */
export interface SnapshotContent {
  readonly parts: SnapshotParts;
  readonly measurements: readonly Measurement[];
}

export interface SnapshotToExport {
  readonly snapshot: Snapshot;
  readonly read: () => Promise<SnapshotContent>;
}

/**
 * What there is to export. The same input gives the same bytes: every date in a file comes from here. Pictures, maps
 * and figures are read when their turn comes and let go of after it, as a case may be larger than memory.
 */
export interface ExportInput {
  readonly case: Case;
  readonly snapshots: readonly SnapshotToExport[];
  /** Slides of the case; left out where none is known. */
  readonly slides?: readonly SlideToExport[];
  /** Annotations of the slides, in the order of their list; only the archive takes them. */
  readonly drawn?: readonly DrawnAnnotation[];
  readonly options: ExportOptions;
  /** Version of the program, as in package.json. */
  readonly version: string;
}

export interface ExportedFile {
  /** Latin letters, digits, `-`, `_` and `.` only. */
  readonly name: string;
  readonly blob: Blob;
}

/** One format. Files are made one after the other, so that the caller can count and stop. */
export interface ExportAdapter {
  readonly id: FormatId;
  /** Without the dot. */
  readonly extension: string;
  readonly mime: string;
  /** @throws ReticleError 'export-failed', or what reading the pictures threw. */
  files(input: ExportInput): AsyncIterable<ExportedFile>;
}

/** Outcome of reading a foreign file: never throws because of its content. */
export type Parsed<T> =
  | { readonly parsed: T; readonly error: null }
  | { readonly parsed: null; readonly error: ReticleError };
