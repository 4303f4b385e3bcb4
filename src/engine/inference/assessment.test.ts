import { expect, test } from 'vitest';
import { obstacleOf } from '../../domain/field-counts';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../../domain/overlay';
import type { Assessment } from '../../domain/quality';
import { scaleFits } from '../scale-gate';
import { assessCell, cellCode, countRegions } from './assessment';

const obstacle = (of: ReturnType<typeof field>) => obstacleOf(countRegions(of));
const field = (regions: Assessment[], columns: number) => ({
  regions,
  columns,
  rows: regions.length / columns,
});

test('the reason that holds for most of the tissue is named; glass does not count', () => {
  expect(obstacle(field(['no-tissue', 'no-tissue', 'no-tissue', 'out-of-focus'], 2))).toBe('out-of-focus');
  expect(obstacle(field(['assessed', 'assessed', 'no-tissue', 'out-of-focus'], 2))).toBeNull();
  expect(
    obstacle(
      field(
        Array.from({ length: 100 }, () => 'no-tissue' as const),
        10,
      ),
    ),
  ).toBe('no-tissue');
});

test('white is the light of the field only where there is no tissue', () => {
  const white = Array.from({ length: 9 }, () => 'blown-out' as const);
  expect(obstacle(field([...white, 'assessed'], 10))).toBeNull();
  expect(obstacle(field([...white, 'no-tissue'], 10))).toBe('over-exposed');
  expect(cellCode('blown-out')).toBe(CELL_NOT_ASSESSED);
});

test('a cell takes the assessment of the region under its centre', () => {
  const regions = field(['assessed', 'no-tissue', 'out-of-focus', 'over-exposed'], 2);
  const size = { width: 128, height: 128 };
  const placement = { centre: { x: 0, y: 0 }, umPerPx: 0.5 };
  expect(assessCell(regions, size, placement, 16, -1, -1)).toBe('assessed');
  expect(assessCell(regions, size, placement, 16, 0, -1)).toBe('no-tissue');
  expect(assessCell(regions, size, placement, 16, 0, 1)).toBe('over-exposed');
  expect(assessCell(regions, size, placement, 16, 2, 0)).toBeNull();
});

test('only glass is written as glass; everything else that is not assessed is hatched', () => {
  expect(cellCode('no-tissue')).toBe(CELL_NO_TISSUE);
  for (const reason of ['out-of-focus', 'over-exposed', 'under-exposed', 'wrong-scale'] as const)
    expect(cellCode(reason)).toBe(CELL_NOT_ASSESSED);
});

test('frames coarser than the tolerated range are refused, finer ones are resampled', () => {
  const manifest = { umPerPxRange: [0.78, 1.21] as [number, number] };
  expect(scaleFits(manifest, 0.25)).toBe(true);
  expect(scaleFits(manifest, 1.2)).toBe(true);
  expect(scaleFits(manifest, 2.5)).toBe(false);
  expect(scaleFits(manifest, 0)).toBe(false);
});
