import { z } from 'zod';
import { listOf } from './bounded-list';

/**
 * What is known of the stained tissue of a field as a whole, in this order (optics/tissue-features.ts measures it). Optical
 * densities (od) are natural logarithms against the white reference; energies are those of detail by its width, ln, as a
 * share of luma squared.
 */
export const TISSUE_FEATURES = [
  /** ln of the mean od of green. */
  'green',
  /** Mean od of red, and of blue, over that of green. */
  'red-over-green',
  'blue-over-green',
  /** ln of the standard deviation of od over its mean. */
  'green-spread',
  'red-spread',
  /** Correlation of the od of red and green. */
  'red-with-green',
  /** Absorption of blue over that of green as of eosin and of haematoxylin: see optics/stain-plane.ts. */
  'eosin-blue',
  'haematoxylin-blue',
  /** Energies of straight detail 2.5, 5 and 10 um wide. */
  'detail-2.5-um',
  'detail-5-um',
  'detail-10-um',
  /** Energy of diagonal over that of straight detail 5 um wide, ln. */
  'diagonal-5-um',
] as const;
const COUNT = TISSUE_FEATURES.length;

const finite = z.number().finite();

/** Of the fields that a model was trained on; in its manifest. Made by `npm run tissue-statistics`. */
export const tissueStatisticsSchema = z.object({
  /** TISSUE_FEATURES of the program that made it: those of another are not comparable. */
  features: listOf(z.string().max(64), COUNT).refine(
    (names) => names.join() === TISSUE_FEATURES.join(),
    'made for other features than this version has',
  ),
  /** Fields, each seen in several stain strengths and lights, that mean and covariance are of. */
  fields: z.int().positive(),
  mean: listOf(finite, COUNT, COUNT),
  /** Inverse of the shrunk covariance, row by row. */
  precision: listOf(finite, COUNT * COUNT, COUNT * COUNT),
  /** Distance from which tissue is unlike these fields, in standard deviations. */
  limit: z.number().positive().finite(),
});
export type TissueStatistics = z.infer<typeof tissueStatisticsSchema>;

/** How far features lie from the mean, in standard deviations (Mahalanobis 1936). */
export function tissueDistance({ mean, precision }: TissueStatistics, features: readonly number[]): number {
  const off = mean.map((value, i) => (features[i] ?? 0) - value);
  let sum = 0;
  off.forEach((value, i) => {
    off.forEach((other, j) => {
      sum += value * (precision[i * COUNT + j] ?? 0) * other;
    });
  });
  return Math.sqrt(Math.max(0, sum));
}

/**
 * Whether tissue is unlike what every one of the models in use was trained on. Nothing is known of models without
 * statistics, such as a user's own.
 * @param features null: too little tissue to tell
 */
export function isUnfamiliar(
  known: readonly (TissueStatistics | undefined)[],
  features: readonly number[] | null | undefined,
): boolean {
  if (!features || known.length === 0) return false;
  return known.every((of) => of !== undefined && tissueDistance(of, features) > of.limit);
}
