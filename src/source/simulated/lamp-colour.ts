/** White for the simulated camera, K. */
export const DAYLIGHT_KELVIN = 6500;
/** A halogen lamp turned low, K. */
export const LOWEST_KELVIN = 2500;

/** Wavelengths at which red, green and blue of a camera are about most sensitive, nm. */
const RGB_NM = [610, 540, 465] as const;
/** Second radiation constant h c / k, nm K (CODATA 2018). */
const C2_NM_K = 1.438776877e7;

/**
 * Colour of a black body as a camera balanced for daylight sees it: gains of red, green, blue in linear light,
 * the largest 1.
 * @source Planck's law
 */
export function lampColour(kelvin: number): readonly [number, number, number] {
  const against = RGB_NM.map((nm) => radiance(nm, kelvin) / radiance(nm, DAYLIGHT_KELVIN));
  const most = Math.max(...against);
  const [red = 1, green = 1, blue = 1] = against.map((value) => value / most);
  return [red, green, blue];
}

/** Up to a factor that is the same for all temperatures. */
const radiance = (nm: number, kelvin: number) => 1 / Math.expm1(C2_NM_K / (nm * kelvin));
