import type { TFunction } from 'i18next';
import { MAX_UM_PER_PX, MIN_UM_PER_PX, type ScaleProblem } from './calibration';

/** Why a typed um/px is refused, in words. */
export function scaleProblemText(problem: ScaleProblem, text: string, t: TFunction): string {
  return t(`panel.calibration.problem.${problem}`, {
    text: text.trim().slice(0, 20),
    min: MIN_UM_PER_PX,
    max: MAX_UM_PER_PX,
  });
}
