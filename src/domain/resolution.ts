/** Wavelength in the middle of what cameras see, um. */
const WAVELENGTH_UM = 0.55;

/** Numerical apertures of plan achromats by magnification: what an objective of unknown make is taken to have. */
const NOMINAL_APERTURES: readonly (readonly [objective: number, aperture: number])[] = [
  [1.25, 0.04],
  [2, 0.06],
  [4, 0.1],
  [5, 0.12],
  [10, 0.25],
  [20, 0.4],
  [40, 0.65],
  [60, 0.8],
  [100, 1.25],
];

/** Aperture of the listed objective that is nearest by ratio. `objective`: magnification, above 0. */
export function nominalAperture(objective: number): number {
  const off = (listed: number) => Math.abs(Math.log(listed / objective));
  return NOMINAL_APERTURES.reduce(
    (best, entry) => (off(entry[0]) < off(best[0]) ? entry : best),
    [10, 0.25],
  )[1];
}

/**
 * Largest px that loses nothing of what an objective resolves, um: half the period of the finest grating that it
 * passes, wavelength / (2 NA), light cone filled (Abbe 1873). Smaller px show no more than these.
 */
export function resolvedUmPerPx(aperture: number): number {
  return WAVELENGTH_UM / (4 * aperture);
}
