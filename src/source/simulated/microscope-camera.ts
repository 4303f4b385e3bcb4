import type { FrameTruth } from '../../domain/frame';
import type { PointUm, SizePx } from '../../domain/geometry';
import { Defocus } from './defocus';
import { defocusSigmaUm, umPerPxOf } from './microscope-state';
import { type PackedImage, packedImage, shiftBilinear } from './packed-pixels';
import { Sensor, type SensorOptions } from './sensor';
import type { SimulatorState } from './simulator';
import { SlideTiles, TILE_PX } from './slide-tiles';
import type { StageSlide } from './stage-slide';

export interface MicroscopeCameraOptions extends Partial<SensorOptions> {
  /** Frame size in px; 1280 x 720 by default. */
  readonly size?: SizePx;
  /** Slide tiles kept, 256 kB each. */
  readonly tiles?: number;
}

/**
 * What a camera on the microscope sees: slide tiles, moved by parts of a px, out of focus, lit, with noise.
 * Pure: the same state and frame number give the same bytes. Runs in a worker and in Node.
 */
export class MicroscopeCamera {
  readonly size: SizePx;
  private readonly tiles: SlideTiles;
  private readonly sensor: Sensor;
  private readonly defocus = new Defocus();
  /** Whole px around the field, one more to the right and below for the shift. */
  private readonly window: PackedImage;
  private readonly field: PackedImage;
  private fieldKey = '';

  constructor(slide: StageSlide, options: MicroscopeCameraOptions = {}) {
    this.size = options.size ?? { width: 1280, height: 720 };
    const { width, height } = this.size;
    this.tiles = new SlideTiles(slide, options.tiles ?? 400);
    this.sensor = new Sensor(this.size, {
      dust: options.dust ?? 0,
      seed: options.seed ?? 1,
    });
    this.window = packedImage(width + 1, height + 1);
    this.field = packedImage(width, height);
  }

  /** One frame as RGBX bytes (sRGB, X = 255), written as words into `out` (width * height). */
  expose(state: SimulatorState, frame: number, out: Uint32Array): FrameTruth {
    const umPerPx = umPerPxOf(state.objective);
    const key = `${state.stage.x}/${state.stage.y}/${state.objective}/${state.focusUm}`;
    if (key !== this.fieldKey) {
      this.fieldKey = '';
      this.compose(state.stage, umPerPx);
      this.defocus.apply(this.field, defocusSigmaUm(state.focusUm, state.objective) / umPerPx, this.field);
      this.fieldKey = key;
    }
    this.sensor.expose(this.field, state, frame, out);
    return { centre: state.stage, umPerPx, objective: state.objective, defocusUm: state.focusUm };
  }

  /** Renders one tile that the field will need if it goes on as it moved, `ahead` um; false: none is missing. */
  prefetch(state: SimulatorState, ahead: PointUm): boolean {
    const umPerPx = umPerPxOf(state.objective);
    const field = this.tileRange({ x: state.stage.x + ahead.x, y: state.stage.y + ahead.y }, umPerPx);
    for (let row = field.top; row <= field.bottom; row++) {
      for (let column = field.left; column <= field.right; column++) {
        if (this.tiles.has(umPerPx, column, row)) continue;
        this.tiles.get(umPerPx, column, row);
        return true;
      }
    }
    return false;
  }

  /** First whole px of the field, counted from the slide's origin at `umPerPx`, and the rest. */
  private corner(stage: PointUm, umPerPx: number) {
    const x = stage.x / umPerPx - this.size.width / 2;
    const y = stage.y / umPerPx - this.size.height / 2;
    // A stage that is on a px but for rounding errors stays on it.
    const wholeX = Math.floor(x + 1e-6);
    const wholeY = Math.floor(y + 1e-6);
    return { x: wholeX, y: wholeY, fx: Math.max(0, x - wholeX), fy: Math.max(0, y - wholeY) };
  }

  private tileRange(stage: PointUm, umPerPx: number) {
    const { x, y } = this.corner(stage, umPerPx);
    return {
      left: Math.floor(x / TILE_PX),
      top: Math.floor(y / TILE_PX),
      right: Math.floor((x + this.size.width) / TILE_PX),
      bottom: Math.floor((y + this.size.height) / TILE_PX),
    };
  }

  private compose(stage: PointUm, umPerPx: number): void {
    const { x, y, fx, fy } = this.corner(stage, umPerPx);
    const range = this.tileRange(stage, umPerPx);
    for (let row = range.top; row <= range.bottom; row++)
      for (let column = range.left; column <= range.right; column++)
        this.copyTile(this.tiles.get(umPerPx, column, row), column * TILE_PX - x, row * TILE_PX - y);
    shiftBilinear(this.window, fx, fy, this.field);
  }

  /** Copies a tile whose top left px is at (x, y) of the window. */
  private copyTile(tile: Uint32Array, x: number, y: number): void {
    const { width, height, pixels } = this.window;
    const fromX = Math.max(0, -x);
    const toX = Math.min(TILE_PX, width - x);
    if (toX <= fromX) return;
    const bottom = Math.min(TILE_PX, height - y);
    for (let row = Math.max(0, -y); row < bottom; row++) {
      const start = row * TILE_PX;
      pixels.set(tile.subarray(start + fromX, start + toX), (y + row) * width + x + fromX);
    }
  }
}
