import { expect, test } from 'vitest';
import type { Assessment } from '../../domain/quality';
import { QUALITY_FIELDS } from '../../domain/quality';
import { testManifest } from '../../model/test-model';
import { LEAVE_AS_IS, TAKE_PROBABILITY } from '../../slide-map/cell-batch';
import type { PinnedField } from '../field-pipeline';
import { activeModel, examined } from '../test-models';
import { cellCode, type FieldAssessment } from './assessment';
import { codesOf, planPass } from './field-pass';

const manifest = testManifest('model');
const SIZE = { width: 640, height: 384 };
const placement = { centre: { x: 0, y: 0 }, umPerPx: manifest.umPerPx };
const pinned = {
  size: SIZE,
  quality: { columns: 10, rows: 6, values: new Float32Array(60 * QUALITY_FIELDS.length) },
} as unknown as PinnedField;

function pass(regions: (region: number) => Assessment, entry = activeModel(manifest)) {
  const assessment: FieldAssessment = {
    columns: 10,
    rows: 6,
    regions: Array.from({ length: 60 }, (_, k) => regions(k)),
  };
  const inHand = { pinned, placement, assessment, stage: 'settled' } as const;
  return planPass(entry, inHand, { budget: 4, lanes: 1 });
}

test('tissue that can be assessed is open, and planned', () => {
  const { view, plan } = pass(() => 'assessed');
  expect(view(0, 0)).toBe('open');
  expect(plan.tiles.length).toBeGreaterThan(0);
});

test('what cannot be assessed is written down at once, by its reason, and no tile is planned for it', () => {
  const { entry, view, plan } = pass((region) => (region % 10 < 5 ? 'no-tissue' : 'out-of-focus'));
  expect(plan.tiles).toEqual([]);
  const far = Math.floor(200 / manifest.cellUm);
  expect([view(-far, 0), view(far, 0)]).toEqual(['no-tissue', 'not-assessable']);
  expect(entry.cells.state(-far, 0)).toBe(cellCode('no-tissue'));
  expect(entry.cells.state(far, 0)).toBe(cellCode('out-of-focus'));
});

test('what is known stays known where the picture has become worse', () => {
  const entry = activeModel(manifest);
  examined(entry, { x: 0, y: 0 }, () => 0.7);
  const { view, plan } = pass(() => 'out-of-focus', entry);
  expect(view(0, 0)).toBe('known');
  expect(plan.tiles).toEqual([]);
  expect(entry.cells.state(0, 0)).toBeGreaterThanOrEqual(0);
});

test('of a tile only assessed cells take a probability; what lies outside the field is left as it is', () => {
  const made = pass((region) => (region % 10 < 5 ? 'no-tissue' : 'assessed'));
  const codes = new Set(codesOf(made));
  expect(codes).toContain(TAKE_PROBABILITY);
  for (const code of codes) expect([TAKE_PROBABILITY, LEAVE_AS_IS, cellCode('no-tissue')]).toContain(code);
  expect(codesOf({ ...made, assess: () => null }).every((code) => code === LEAVE_AS_IS)).toBe(true);
});
