import { scaleByDistance, scaleByPoints } from '../../optics/calibration/by-length';
import { type MeasuredScale, scaleByNumbers } from '../../optics/calibration/by-numbers';
import type { MicrometerAnswer } from '../../optics/calibration/micrometer';
import { readNumber } from './number-input';
import type { PointPx } from './point';

export type Way = 'micrometer' | 'points' | 'numbers';
export const WAYS: readonly Way[] = ['micrometer', 'points', 'numbers'];

export const NUMBER_FIELDS = ['sensorPixelUm', 'binning', 'objective', 'relay', 'otherOptics'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** What the dialog holds, as typed. */
export interface Draft {
  readonly way: Way;
  readonly answer: MicrometerAnswer | null;
  readonly points: readonly [PointPx, PointPx] | null;
  readonly lengthUm: string;
  readonly stageMoved: boolean;
  readonly numbers: Readonly<Record<NumberField, string>>;
}

/** The scale that a draft gives; null while something is missing or wrong. */
export function measuredScale(draft: Draft): MeasuredScale | null {
  switch (draft.way) {
    case 'micrometer':
      return draft.answer && 'found' in draft.answer ? draft.answer.found : null;
    case 'points': {
      if (!draft.points) return null;
      const [from, to] = draft.points;
      const length = readNumber(draft.lengthUm);
      return draft.stageMoved
        ? scaleByDistance(Math.hypot(to.x - from.x, to.y - from.y), length)
        : scaleByPoints(from, to, length);
    }
    case 'numbers': {
      const { sensorPixelUm, binning, objective, relay, otherOptics } = draft.numbers;
      const read = {
        sensorPixelUm: readNumber(sensorPixelUm),
        binning: readNumber(binning),
        objective: readNumber(objective),
        relay: readNumber(relay),
        otherOptics: readNumber(otherOptics),
      };
      return Object.values(read).every((value) => value > 0) ? scaleByNumbers(read) : null;
    }
  }
}

/** Two clicked points are as good a measurement of a length as its maker's word. */
export function basisOf(draft: Draft): 'micrometer' | 'distance' | 'numbers' {
  if (draft.way === 'points') return draft.stageMoved ? 'distance' : 'micrometer';
  return draft.way;
}
