import { expect, test } from 'vitest';
import type { CalibrationProfile } from '../../domain/calibration';
import { testReticle } from '../test-reticle';
import { scaleWarning } from './scale-warning';

const profile = (change: Partial<CalibrationProfile> = {}): CalibrationProfile => ({
  schema: 1,
  id: crypto.randomUUID(),
  name: '10x',
  camera: null,
  resolution: { width: 1280, height: 720 },
  relay: null,
  objective: 10,
  umPerPx: 1,
  uncertaintyUmPerPx: 0.002,
  basis: 'micrometer',
  createdAt: '2026-01-01T00:00:00.000Z',
  ...change,
});

async function camera(...profiles: CalibrationProfile[]) {
  const { reticle } = testReticle('?source=none');
  await reticle.sources.open({ kind: 'camera' });
  reticle.optics.setObjective(10);
  for (const each of profiles) reticle.store.optics.saveProfile(each);
  return reticle;
}

test('a good profile, a nominal scale and none give no warning', async () => {
  expect(scaleWarning((await camera(profile())).store.state)).toBeNull();
  const nominal = await camera();
  expect(scaleWarning(nominal.store.state)).toBeNull();
  nominal.optics.setObjective(null);
  expect(scaleWarning(nominal.store.state)).toBeNull();
});

test('the limit of uncertainty is 3%', async () => {
  const at = async (uncertaintyUmPerPx: number) =>
    scaleWarning((await camera(profile({ uncertaintyUmPerPx }))).store.state);
  expect(await at(0.03)).toBeNull();
  expect(await at(0.051)).toEqual({ kind: 'uncertain', share: 0.051 });
});

test('ways that differ by more than 3% are told of, the worst of them', async () => {
  const later = { createdAt: '2026-01-02T00:00:00.000Z' };
  const reticle = await camera(
    profile({ basis: 'numbers', umPerPx: 1.04 }),
    profile({ basis: 'distance', umPerPx: 0.9 }),
    profile(later),
  );
  expect(scaleWarning(reticle.store.state)).toMatchObject({ kind: 'disagrees', basis: 'distance' });
  // Of other optics, or within the limit, it does not matter.
  const fine = await camera(
    profile({ basis: 'numbers', umPerPx: 1.02 }),
    profile({ basis: 'distance', umPerPx: 0.5, objective: 20 }),
    profile(later),
  );
  expect(scaleWarning(fine.store.state)).toBeNull();
});

test('a typed scale is held against the measured one', async () => {
  const reticle = await camera(profile());
  reticle.store.optics.enterScale(1.2);
  expect(scaleWarning(reticle.store.state)).toMatchObject({ kind: 'disagrees', basis: 'micrometer' });
});
