import { expect, test } from 'vitest';
import { FieldCounter, NOTHING_COUNTED } from '../domain/field-counts';
import type { Assessment } from '../domain/quality';
import type { LoadedModel } from '../domain/runtime';
import type { Examination } from './inference/examination';
import { engineStatus, type StatusInputs } from './status';

const seen = (assessment: Assessment) => {
  const counter = new FieldCounter();
  for (let i = 0; i < 10; i++) counter.add(false, assessment);
  return counter.counts;
};
const examination: Examination = {
  picture: seen('assessed'),
  cells: { ...NOTHING_COUNTED, assessed: 20 },
  whole: null,
  look: null,
  pending: 0,
  refusing: [],
  cramped: [],
};
const well: StatusInputs = {
  hasSource: true,
  hasFrame: true,
  recovering: false,
  modelsReady: true,
  anyEnabled: true,
  frozen: false,
  still: false,
  stale: null,
  silent: null,
  umPerPx: 1,
  scaleInDoubt: false,
  trackingLost: false,
  examination,
};
const code = (change: Partial<StatusInputs>) => engineStatus({ ...well, ...change }).code;

test('names what the user must solve first', () => {
  expect(code({})).toBe('examined');
  expect(code({ examination: { ...examination, pending: 3 } })).toBe('looking');
  expect(code({ trackingLost: true })).toBe('tracking-lost');
  expect(code({ trackingLost: true, examination: { ...examination, picture: seen('out-of-focus') } })).toBe(
    'out-of-focus',
  );
  expect(code({ trackingLost: true, examination: { ...examination, picture: seen('dab-stain') } })).toBe(
    'dab-stain',
  );
  expect(code({ umPerPx: null, examination: { ...examination, picture: seen('no-tissue') } })).toBe(
    'not-calibrated',
  );
  expect(code({ scaleInDoubt: true, trackingLost: true })).toBe('objective-changed');
  expect(code({ scaleInDoubt: true, modelsReady: false, anyEnabled: false })).toBe('objective-changed');
  expect(code({ modelsReady: false })).toBe('warming-up');
  expect(code({ anyEnabled: false, frozen: true })).toBe('no-model');
  const stale = { since: 1000, muted: false };
  expect(code({ stale, umPerPx: null, scaleInDoubt: true, anyEnabled: false })).toBe('stale');
  expect(code({ silent: { name: 'encoder', since: 1 }, umPerPx: null })).toBe('silent');
  expect(code({ stale, recovering: true })).toBe('recovering');
  expect(code({ hasFrame: false })).toBe('waiting-for-frame');
  expect(code({ hasSource: false })).toBe('no-source');
  expect(code({ recovering: true, hasSource: false })).toBe('recovering');
  expect(code({ frozen: true })).toBe('frozen');
  expect(code({ examination: null })).toBe('looking');
});

test('that the view is held is told beside whatever else is', () => {
  expect(engineStatus({ ...well, frozen: true, trackingLost: true })).toMatchObject({
    code: 'tracking-lost',
    frozen: true,
  });
  expect(engineStatus(well)).toMatchObject({ code: 'examined', frozen: false });
});

test('a field that is too small for a model that is on says how large it must be, and is never "Looking"', () => {
  const cramped = [{ manifest: { margin: 78, umPerPx: 0.97, cellUm: 7.8 } }] as unknown as LoadedModel[];
  const nothing = { ...examination, cells: NOTHING_COUNTED, cramped };
  const status = engineStatus({ ...well, examination: nothing });
  expect(status).toMatchObject({ code: 'field-too-small', examined: 0 });
  expect(status.neededUm).toBeCloseTo(166.9, 1);
  // Another model that has room does not hide it.
  expect(code({ examination: { ...examination, cramped } })).toBe('field-too-small');
});

test('a refused scale says which objectives the model takes', () => {
  const refusing = [
    { manifest: { umPerPxRange: [0.8, 1.2], objectives: [10, 20] } },
  ] as unknown as LoadedModel[];
  const status = engineStatus({ ...well, umPerPx: 2.5, examination: { ...examination, refusing } });
  expect(status).toMatchObject({
    code: 'wrong-scale',
    scale: { umPerPx: 2.5, range: [0.8, 1.2], objectives: [10, 20] },
  });
});
