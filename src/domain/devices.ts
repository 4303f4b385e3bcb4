import type { PointUm, RectUm } from './geometry';

/**
 * What a page may drive and read beside the camera, whoever offers it: a simulated microscope, a controller on a
 * serial port, or nobody. A source can bring devices; none has to.
 */
export interface Devices {
  readonly stage?: Stage;
  /** Left out: not measured, so the stage cannot be sent to a place on the slide. */
  readonly stageAlignment?: StageAlignment;
  readonly turret?: Turret;
  readonly light?: Light;
  readonly focus?: Focus;
}

interface Device {
  /** Calls `listener` after each change, whoever made it; returns what ends that. */
  subscribe(listener: () => void): () => void;
}

/** A motorised stage, in um along its own axes. */
export interface Stage extends Device {
  readonly limits?: RectUm;
  position(): PointUm;
  /** Both keep within the limits. */
  moveBy(dx: number, dy: number): void;
  moveTo(position: PointUm): void;
}

/** Objectives that can be turned to, by magnification. */
export interface Turret extends Device {
  readonly objectives: readonly number[];
  objective(): number;
  /** One of `objectives`; others are ignored. */
  select(objective: number): void;
}

export interface Light extends Device {
  /** 1 is right, 0..2. */
  brightness(): number;
  setBrightness(value: number): void;
  /** Where the lamp has one, K. */
  readonly temperature?: {
    readonly min: number;
    readonly max: number;
    value(): number;
    set(kelvin: number): void;
  };
}

/** Distance of the focal plane from where it was at rest, um. */
export interface Focus extends Device {
  /** Travel to either side, um. */
  readonly rangeUm: number;
  offset(): number;
  moveTo(offset: number): void;
}

/** From um on the slide, along the axes of the picture, to um of the stage: x' = xx x + xy y, y' = yx x + yy y. */
export interface StageAlignment {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** The camera looks along the axes of the stage, and its um/px is right. */
export const STRAIGHT: StageAlignment = { xx: 1, xy: 0, yx: 0, yy: 1 };

/** What a stage has to move by so that the field moves by (x, y) um on the slide. */
export function stageMove({ xx, xy, yx, yy }: StageAlignment, { x, y }: PointUm): PointUm {
  return { x: xx * x + xy * y, y: yx * x + yy * y };
}
