import { DAYLIGHT_KELVIN, LOWEST_KELVIN } from './lamp-colour';
import type { SimulatorState } from './simulator';
import type { StageSlide } from './stage-slide';

/** The turret. Numerical apertures are those of plan achromats. */
export const TURRET = [
  { objective: 4, aperture: 0.1 },
  { objective: 10, aperture: 0.25 },
  { objective: 20, aperture: 0.4 },
  { objective: 40, aperture: 0.65 },
] as const;

export const OBJECTIVES: readonly number[] = TURRET.map(({ objective }) => objective);

/** um/px of an objective on a camera of 10 um px (or a smaller one with a relay). */
export const umPerPxOf = (objective: number): number => 10 / objective;

/** The objective whose um/px is nearest to a picture's own, as a ratio. */
export const nearestObjective = (umPerPx: number): number =>
  OBJECTIVES.reduce((best, objective) => {
    const distance = (candidate: number) => Math.abs(Math.log(umPerPxOf(candidate) / umPerPx));
    return distance(objective) < distance(best) ? objective : best;
  });

export function initialState(
  slide: StageSlide,
  objective: number,
  touring: boolean,
  vignetting = 0,
): SimulatorState {
  const start: SimulatorState = {
    stage: slide.startUm,
    objective: 10,
    focusUm: 0,
    lamp: 1,
    lampKelvin: DAYLIGHT_KELVIN,
    vignetting,
    whiteBalance: [1, 1, 1],
    noise: 0.006,
    touring: touring && slide.tour.length > 0,
  };
  return { ...applyChange(start, { objective }, slide), touring: start.touring };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
/** A value that is no number leaves the old one in place. */
const number = (value: number | undefined, old: number, low: number, high: number) =>
  value === undefined || !Number.isFinite(value) ? old : clamp(value, low, high);

/** The state after a change, each value within its range. Moving the stage ends the tour. */
export function applyChange(
  state: SimulatorState,
  change: Partial<SimulatorState>,
  slide: Pick<StageSlide, 'widthUm' | 'heightUm' | 'tour' | 'objectives'>,
): SimulatorState {
  const { stage, objective, whiteBalance } = change;
  return {
    stage: stage
      ? {
          x: number(stage.x, state.stage.x, 0, slide.widthUm),
          y: number(stage.y, state.stage.y, 0, slide.heightUm),
        }
      : state.stage,
    objective:
      objective !== undefined && (slide.objectives ?? OBJECTIVES).includes(objective)
        ? objective
        : state.objective,
    focusUm: number(change.focusUm, state.focusUm, -200, 200),
    lamp: number(change.lamp, state.lamp, 0, 2),
    lampKelvin: number(change.lampKelvin, state.lampKelvin, LOWEST_KELVIN, DAYLIGHT_KELVIN),
    vignetting: number(change.vignetting, state.vignetting, 0, 1),
    whiteBalance: whiteBalance
      ? [
          number(whiteBalance[0], state.whiteBalance[0], 0, 4),
          number(whiteBalance[1], state.whiteBalance[1], 0, 4),
          number(whiteBalance[2], state.whiteBalance[2], 0, 4),
        ]
      : state.whiteBalance,
    noise: number(change.noise, state.noise, 0, 0.1),
    touring: (change.touring ?? (stage ? false : state.touring)) && slide.tour.length > 0,
  };
}

/**
 * Standard deviation of the defocus blur, um on the slide. Geometrical optics: a point `defocusUm` away from
 * the focal plane becomes a disc of radius |defocus| * tan(asin(NA)), and a uniform disc of radius r has
 * standard deviation r / 2 along each axis.
 */
export function defocusSigmaUm(defocusUm: number, objective: number): number {
  const aperture = TURRET.find((lens) => lens.objective === objective)?.aperture ?? 0.25;
  return (Math.abs(defocusUm) * aperture) / Math.sqrt(1 - aperture * aperture) / 2;
}
