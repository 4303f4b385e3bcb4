import { expect, test } from 'vitest';
import {
  isUnfamiliar,
  TISSUE_FEATURES,
  type TissueStatistics,
  tissueDistance,
  tissueStatisticsSchema,
} from './tissue-statistics';

const count = TISSUE_FEATURES.length;
/** Independent features of mean 1, the first with a standard deviation of 2, the others of 1. */
const statistics: TissueStatistics = {
  features: [...TISSUE_FEATURES],
  fields: 100,
  mean: Array.from({ length: count }, () => 1),
  precision: Array.from({ length: count * count }, (_, i) => (i % (count + 1) ? 0 : i === 0 ? 0.25 : 1)),
  limit: 5,
};
const at = (first: number, second: number) =>
  statistics.mean.map((mean, i) => mean + ([first, second][i] ?? 0));

test('distance counts in standard deviations', () => {
  expect(tissueDistance(statistics, at(0, 0))).toBe(0);
  expect(tissueDistance(statistics, at(6, 4))).toBeCloseTo(5, 9);
});

test('tissue is unfamiliar where it is unlike what every model in use was trained on', () => {
  const other = { ...statistics, limit: 50 };
  expect(isUnfamiliar([statistics], at(0, 6))).toBe(true);
  expect(isUnfamiliar([statistics], at(0, 4))).toBe(false);
  expect(isUnfamiliar([statistics, other], at(0, 6))).toBe(false);
  expect(isUnfamiliar([statistics, other], at(0, 60))).toBe(true);
});

test('nothing is unfamiliar to no model, to one that says nothing, or without tissue', () => {
  expect(isUnfamiliar([], at(0, 99))).toBe(false);
  expect(isUnfamiliar([statistics, undefined], at(0, 99))).toBe(false);
  expect(isUnfamiliar([statistics], null)).toBe(false);
  expect(isUnfamiliar([statistics], undefined)).toBe(false);
});

test('statistics of other features are refused by name', () => {
  expect(tissueStatisticsSchema.safeParse(statistics).success).toBe(true);
  const other = tissueStatisticsSchema.safeParse({ ...statistics, features: ['hue'] });
  expect(other.error?.issues[0]?.message).toContain('other features');
});
