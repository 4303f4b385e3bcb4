import { expect, test } from 'vitest';
import type { CalibrationProfile } from '../../domain/calibration';
import { calibrationOf } from './calibration';
import {
  disagreement,
  parseProfiles,
  profileFor,
  serialiseProfiles,
  withProfile,
} from './calibration-profiles';

const profile: CalibrationProfile = {
  schema: 1,
  id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c11',
  name: '10x, USB camera',
  camera: 'USB camera',
  resolution: { width: 1280, height: 720 },
  relay: null,
  objective: 10,
  umPerPx: 0.972,
  uncertaintyUmPerPx: 0.002,
  basis: 'micrometer',
  createdAt: '2026-01-02T03:04:05.000Z',
};
const optics = { camera: 'USB camera', resolution: { width: 1280, height: 720 }, objective: 10, relay: null };

test('a profile belongs to one camera, resolution and objective', () => {
  expect(profileFor([profile], optics)).toBe(profile);
  expect(profileFor([profile], { ...optics, camera: 'another' })).toBeNull();
  expect(profileFor([profile], { ...optics, resolution: { width: 1920, height: 1080 } })).toBeNull();
  expect(profileFor([profile], { ...optics, objective: 20 })).toBeNull();
});

test('the camera goes before any camera, the newer before the older', () => {
  const any = { ...profile, camera: null, createdAt: '2026-03-01T00:00:00.000Z' };
  const newer = { ...profile, createdAt: '2026-02-01T00:00:00.000Z' };
  expect(profileFor([any, profile, newer], optics)).toBe(newer);
  expect(profileFor([any], optics)).toBe(any);
});

test('with another adapter it is another scale; one that was not told could be any', () => {
  const half = { ...profile, relay: 0.5, umPerPx: 1.94, createdAt: '2026-02-01T00:00:00.000Z' };
  const whole = { ...profile, relay: 1, createdAt: '2026-01-03T00:00:00.000Z' };
  const known = [profile, half, whole];
  expect(profileFor(known, { ...optics, relay: 1 })).toBe(whole);
  expect(profileFor(known, { ...optics, relay: 0.5 })).toBe(half);
  expect(profileFor(known, { ...optics, relay: 0.63 })).toBe(profile);
  expect(profileFor([half, whole], { ...optics, relay: 0.63 })).toBeNull();
  // Not told: the newest.
  expect(profileFor(known, optics)).toBe(half);
});

test('measured again by the same way, it takes the place of the old one', () => {
  const again = { ...profile, id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c12', umPerPx: 0.97 };
  const numbers = { ...again, id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c13', basis: 'numbers' as const };
  expect(withProfile([profile], again)).toEqual([again]);
  expect(withProfile([profile], numbers)).toHaveLength(2);
});

test('ways that differ by more than 3% disagree', () => {
  expect(disagreement(1.02, 1)).toBeNull();
  expect(disagreement(1.04, 1)).toBeCloseTo(0.04);
  expect(disagreement(0.5, 1)).toBeCloseTo(-0.5);
});

test('a profile goes before nominal, and what was typed after it before the profile', () => {
  expect(calibrationOf({ objective: 10, entered: null, profile })).toEqual({
    umPerPx: 0.972,
    basis: 'micrometer',
    objective: 10,
    uncertaintyUmPerPx: 0.002,
    profile: '10x, USB camera',
  });
  expect(calibrationOf({ objective: 10, entered: 0.9, profile })?.basis).toBe('entered');
});

test('exported profiles are read back', () => {
  const file = { profiles: [profile], flatFields: [] };
  expect(parseProfiles(serialiseProfiles(file))).toMatchObject(file);
});

test.each([
  ['nonsense', 'not JSON'],
  ['{}', '"format"'],
  [serialiseProfiles({ profiles: [{ ...profile, umPerPx: -1 }], flatFields: [] }), 'umPerPx'],
  [serialiseProfiles({ profiles: [], flatFields: [] }), 'is empty'],
])('a wrong file is refused: %#', (text, named) => {
  expect(() => parseProfiles(text)).toThrow(named);
});
