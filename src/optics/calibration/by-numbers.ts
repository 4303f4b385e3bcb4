/** A scale with its half-width of the 95% interval, both um/px. */
export interface MeasuredScale {
  readonly umPerPx: number;
  readonly uncertaintyUmPerPx: number;
}

/** A quantity with its relative 95% half-width. */
interface Quantity {
  readonly value: number;
  readonly relative: number;
}

export interface OpticsNumbers {
  /** Side of a sensor px, um. */
  readonly sensorPixelUm: number;
  /** Sensor px a frame px, along one side. */
  readonly binning: number;
  readonly objective: number;
  /** Magnification of the camera adapter. */
  readonly relay: number;
  /** Magnification changer, tube factor; 1 where there is none. */
  readonly otherOptics: number;
}

/** Assumed 95% half-widths, relative: what is engraved on a lens is its nominal magnification. */
const MAGNIFICATION = 0.05;
const PIXEL = 0.005;
const RELAY = 0.02;

/**
 * um/px = sensor px x binning / (objective x relay x other optics); independent relative uncertainties add in
 * quadrature (JCGM 100:2008).
 * @throws RangeError where a number is not positive
 */
export function scaleByNumbers(numbers: OpticsNumbers): MeasuredScale {
  const { sensorPixelUm, binning, objective, relay, otherOptics } = numbers;
  for (const [name, value] of Object.entries(numbers))
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be greater than 0`);
  const parts: Quantity[] = [
    { value: sensorPixelUm * binning, relative: PIXEL },
    { value: 1 / objective, relative: MAGNIFICATION },
    { value: 1 / relay, relative: relay === 1 ? 0 : RELAY },
    { value: 1 / otherOptics, relative: otherOptics === 1 ? 0 : RELAY },
  ];
  const umPerPx = parts.reduce((product, { value }) => product * value, 1);
  return { umPerPx, uncertaintyUmPerPx: umPerPx * Math.hypot(...parts.map(({ relative }) => relative)) };
}
