import { type MeasuredScale, scaleByNumbers } from '../../optics/calibration/by-numbers';

/** A kind of image sensor that microscope cameras have. */
export interface Sensor {
  /** Of one px, um. */
  readonly pixelUm: number;
  /** Names that data sheets give, and how wide the whole picture is, px. */
  readonly name: string;
  readonly widthPx: number;
}

/** Common ones by the size of their px. @source data sheets of Sony, onsemi */
export const SENSORS: readonly Sensor[] = [
  { pixelUm: 1.45, name: 'IMX415', widthPx: 3840 },
  { pixelUm: 1.55, name: 'IMX477', widthPx: 4056 },
  { pixelUm: 1.85, name: 'IMX226', widthPx: 4000 },
  { pixelUm: 2.2, name: 'MT9P031', widthPx: 2592 },
  { pixelUm: 2.4, name: 'IMX178', widthPx: 3072 },
  { pixelUm: 2.4, name: 'IMX183', widthPx: 5472 },
  { pixelUm: 2.9, name: 'IMX290, IMX327', widthPx: 1920 },
  { pixelUm: 3.45, name: 'IMX264, IMX250', widthPx: 2448 },
  { pixelUm: 3.45, name: 'IMX265, IMX252', widthPx: 2048 },
  { pixelUm: 3.75, name: 'AR0130, IMX385', widthPx: 1280 },
  { pixelUm: 5.86, name: 'IMX174, IMX249', widthPx: 1920 },
];

/** Camera adapters as they are sold. */
export const RELAYS = [0.35, 0.5, 0.63, 0.7, 1] as const;

/** Widths that differ by less are one: cameras leave out a few columns. */
const SAME = 0.03;

/** How many px of the sensor make one of the picture: a picture that is smaller is taken for a smaller one of the whole. */
export function binningOf({ widthPx }: Sensor, pictureWidthPx: number): number {
  const ratio = widthPx / pictureWidthPx;
  return Math.abs(ratio - Math.round(ratio)) < SAME * ratio ? Math.max(1, Math.round(ratio)) : ratio;
}

/** Scale from the sensor, the adapter and the objective; as uncertain as any that is worked out from numbers. */
export function scaleOfSensor(
  sensor: Sensor,
  optics: { readonly pictureWidthPx: number; readonly objective: number; readonly relay: number },
): MeasuredScale {
  return scaleByNumbers({
    sensorPixelUm: sensor.pixelUm,
    binning: binningOf(sensor, optics.pictureWidthPx),
    objective: optics.objective,
    relay: optics.relay,
    otherOptics: 1,
  });
}
