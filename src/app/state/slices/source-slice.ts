import type { FrameSource, Surface } from '../../../domain/frame';
import type { SourceRequest } from '../../../source/open-source';
import type { SimulatorState } from '../../../source/simulated/simulator';
import type { StillImage } from '../../../source/simulated/worker-calls';
import { type DeviceView, NO_DEVICES } from '../device-view';

export type SourceView =
  | { readonly phase: 'none' }
  | { readonly phase: 'open'; readonly request: SourceRequest; readonly source: FrameSource }
  /** Stopped by itself; may come back. */
  | { readonly phase: 'ended'; readonly request: SourceRequest };

export interface FrameView {
  readonly width: number;
  readonly height: number;
  readonly umPerPx: number | null;
  readonly objective: number | null;
}

/** A still image that waits for its scale. */
export interface PendingImage {
  readonly file: File;
  /** To begin with: what it has now; null where nothing is known. */
  readonly umPerPx: number | null;
  /** Where its scale is from, and how it was read; left out where an opened image is only to get another scale. */
  readonly told?: Pick<StillImage, 'suggestedBy' | 'notes'>;
}

export interface CameraEntry {
  readonly deviceId: string;
  readonly label: string;
}

/** What is looked at. Kept by SourceSession, Sources and DeviceRegistry. */
export interface SourceSlice {
  readonly source: SourceView;
  /** Being opened, in place of `source`. */
  readonly opening: SourceRequest | null;
  readonly frame: FrameView | null;
  /** What a live track shows now; null: what its source said when it was opened holds. */
  readonly surface: Surface | null;
  readonly devices: DeviceView;
  /** All that can be set of a simulated microscope; null for any other source. */
  readonly simulator: SimulatorState | null;
  readonly cameras: readonly CameraEntry[];
  readonly pendingImage: PendingImage | null;
}

export const NO_SOURCE: SourceSlice = {
  source: { phase: 'none' },
  opening: null,
  frame: null,
  surface: null,
  devices: NO_DEVICES,
  simulator: null,
  cameras: [],
  pendingImage: null,
};
