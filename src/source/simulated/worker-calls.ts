import type { PointUm, SizePx } from '../../domain/geometry';
import type { SlideKind } from '../slide/slide';
import type { ScaleSource } from '../still-image/physical-scale';
import type { StillNote } from '../still-image/still-pixels';
import type { RegionTruth, SimulatorState } from './simulator';
import type { TissueSlide } from './slide-names';

/** What to lay on the stage. */
export type StageRequest =
  | { readonly kind: 'procedural'; readonly slide: SlideKind; readonly seed: number }
  | { readonly kind: 'tissue'; readonly slide: TissueSlide; readonly seed: number }
  /** A still image. `umPerPx`: as the user says; else the file's own, else an assumption. */
  | { readonly kind: 'image'; readonly file: File; readonly umPerPx?: number };

/** How the microscope is built and run. */
export interface MicroscopeOptions {
  /** Turret position at the start: 4, 10, 20 or 40. */
  readonly objective?: number;
  /** Start with the scripted tour running. */
  readonly touring?: boolean;
  /** Frame size, 1280 x 720 by default. */
  readonly size?: SizePx;
  /** Most frames a second, 30 by default. */
  readonly framesPerSecond?: number;
  /** Fall of light towards the corners, 0..1; specks on the camera. For tests of the flat field. */
  readonly vignetting?: number;
  readonly dust?: number;
  /** Frames do not say where they lie, nor at what scale, as those of an ordinary camera. */
  readonly untold?: boolean;
  /** Time goes on by one frame interval a frame asked for, whatever the clock says (closed-loop tests). */
  readonly stepped?: boolean;
}

/** What the simulated microscope's worker answers to. */
export interface MicroscopeCalls {
  /** First of all. Frames are pulled on `port`. */
  open(request: {
    readonly stage: StageRequest;
    readonly options: MicroscopeOptions;
    readonly port: MessagePort;
  }): OpenedStage;
  set(request: { readonly change: Partial<SimulatorState>; readonly revision: number }): void;
  moveBy(request: { readonly dx: number; readonly dy: number; readonly revision: number }): void;
  truth(region: RegionRequest): RegionTruth;
}

export interface MicroscopeEvents {
  /** After each change of the state; `revision` is that of the last request carried out. */
  state: { readonly state: SimulatorState; readonly revision: number };
}

export interface RegionRequest {
  readonly origin: PointUm;
  readonly umPerPx: number;
  /** px */
  readonly width: number;
  readonly height: number;
}

export interface OpenedStage {
  readonly state: SimulatorState;
  readonly extentUm: { readonly width: number; readonly height: number };
  readonly objectives: readonly number[];
  readonly still: StillImage | null;
}

/** A still image as it lies on the stage. */
export interface StillImage {
  readonly size: SizePx;
  /** um/px it is shown at. */
  readonly umPerPx: number;
  /** um/px that the file names; null where it names none. */
  readonly suggestedUmPerPx: number | null;
  /** Which part of the file names it. */
  readonly suggestedBy: ScaleSource | null;
  /** What the user is to know of how the picture was read. */
  readonly notes: readonly StillNote[];
  /** False: `umPerPx` is an assumption, frames carry no truth, and the user should be asked. */
  readonly scaleKnown: boolean;
}
