import type { FrameTruth } from '../../domain/frame';
import type { PointUm } from '../../domain/geometry';
import { MicroscopeCamera, type MicroscopeCameraOptions } from './microscope-camera';
import { applyChange, initialState, umPerPxOf } from './microscope-state';
import type { RegionTruth, SimulatorState } from './simulator';
import type { StageSlide } from './stage-slide';
import { Tour } from './tour';

export interface SimulationOptions extends MicroscopeCameraOptions {
  readonly objective?: number;
  readonly touring?: boolean;
  /** Share of the light that the corners lack, 0..1, to begin with. */
  readonly vignetting?: number;
  /** False where um/px is an assumption (a still image that does not say): frames then carry no truth. */
  readonly scaleKnown?: boolean;
}

/** A simulated microscope whose time the caller moves on. The worker runs it by the clock, tests by the frame. */
export class Simulation {
  readonly camera: MicroscopeCamera;
  readonly scaleKnown: boolean;
  private current: SimulatorState;
  private readonly tour: Tour;
  private frames = 0;
  /** Stage speed of the last step, um/ms. */
  private velocity: PointUm = { x: 0, y: 0 };
  private lastStage: PointUm;

  constructor(
    private readonly slide: StageSlide,
    options: SimulationOptions = {},
  ) {
    this.camera = new MicroscopeCamera(slide, options);
    this.scaleKnown = options.scaleKnown ?? true;
    this.tour = new Tour(slide.tour);
    this.current = initialState(slide, options.objective ?? 10, options.touring ?? false, options.vignetting);
    this.lastStage = this.current.stage;
  }

  get state(): SimulatorState {
    return this.current;
  }

  set(change: Partial<SimulatorState>): void {
    const before = this.current;
    this.current = applyChange(before, change, this.slide);
    if (this.current.touring && !before.touring) this.tour.restart();
  }

  /** Moves the stage, um. */
  moveBy(dx: number, dy: number): void {
    const { x, y } = this.current.stage;
    this.set({ stage: { x: x + dx, y: y + dy } });
  }

  /** Lets `ms` pass: the tour goes on. */
  advance(ms: number): void {
    if (this.current.touring) {
      const fieldWidthUm = this.camera.size.width * umPerPxOf(this.current.objective);
      const stage = this.tour.advance(this.current.stage, ms, fieldWidthUm);
      this.current = { ...applyChange(this.current, { stage }, this.slide), touring: true };
    }
    const { x, y } = this.current.stage;
    if (ms > 0) this.velocity = { x: (x - this.lastStage.x) / ms, y: (y - this.lastStage.y) / ms };
    this.lastStage = this.current.stage;
  }

  /** One frame as RGBX words (width * height) with its truth. */
  expose(out: Uint32Array): FrameTruth {
    return this.camera.expose(this.current, this.frames++, out);
  }

  /** Renders at most one slide tile of where the stage is heading; false: there is nothing to do. */
  prefetch(aheadMs: number): boolean {
    const ahead = { x: this.velocity.x * aheadMs, y: this.velocity.y * aheadMs };
    if (ahead.x === 0 && ahead.y === 0) return false;
    return this.camera.prefetch(this.current, ahead);
  }

  truth(origin: PointUm, umPerPx: number, width: number, height: number): RegionTruth {
    const known = this.slide.tumourMask !== undefined;
    const mask = new Uint8Array(known ? width * height : 0);
    this.slide.tumourMask?.(origin, umPerPx, width, height, mask);
    return { origin, umPerPx, width, height, mask };
  }
}
