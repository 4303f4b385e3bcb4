import type { PointUm } from '../../domain/geometry';

/** Optics and camera of a simulated microscope, all of which can be set. */
export interface SimulatorState {
  /** Stage position: slide-space point at the frame's centre, um. */
  readonly stage: PointUm;
  /** Magnification: 4, 10, 20 or 40. um/px is 10 / objective. */
  readonly objective: number;
  /** Focal plane against the tissue, um (0: in focus). */
  readonly focusUm: number;
  /** Lamp, 1 is right, 0..2. */
  readonly lamp: number;
  /** Colour temperature of the lamp, K, 2500..6500; 6500 is white for the camera. */
  readonly lampKelvin: number;
  /** Share of the light that the corners lack, 0..1. */
  readonly vignetting: number;
  /** Gain of red, green, blue; 1 is right. */
  readonly whiteBalance: readonly [number, number, number];
  /** Standard deviation of camera noise, of full scale, 0..0.1. */
  readonly noise: number;
  /** The scripted tour is running. */
  readonly touring: boolean;
}

/** Truth for a rectangle of the slide. */
export interface RegionTruth {
  readonly origin: PointUm;
  readonly umPerPx: number;
  readonly width: number;
  readonly height: number;
  /** 255 tumour, 0 not; length width * height; empty where the slide has no known mask (a still image). */
  readonly mask: Uint8Array;
}

/** Knows what no microscope knows. Exists in simulations only. */
export interface GroundTruth {
  /** Tumour mask for a rectangle of the slide: its top left corner in um, um/px, size in px. */
  truth(origin: PointUm, umPerPx: number, width: number, height: number): Promise<RegionTruth>;
}

/** A simulated microscope, with a procedural slide or a still image on its stage. */
export interface Simulator extends GroundTruth {
  readonly extentUm: { readonly width: number; readonly height: number };
  readonly objectives: readonly number[];
  state(): SimulatorState;
  /** Any subset of the state; the stage is kept within the slide. Moving the stage by hand ends the tour. */
  set(change: Partial<SimulatorState>): void;
  /** Moves the stage, um. */
  moveBy(dx: number, dy: number): void;
  subscribe(listener: (state: SimulatorState) => void): () => void;
}
