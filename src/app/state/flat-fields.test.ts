import { expect, test } from 'vitest';
import { encodeGains, type FlatField } from '../../domain/flat-field';
import { parseProfiles, serialiseProfiles } from './calibration-profiles';
import { flatFieldFor, type LightPath, withFlatField } from './flat-fields';
import { DEFAULT_PREFERENCES, parsePreferences, serialisePreferences } from './preferences';

const flat: FlatField = {
  schema: 1,
  id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c11',
  camera: 'USB camera',
  relay: null,
  objective: 10,
  level: 0.95,
  grid: {
    frame: { width: 1280, height: 720 },
    region: { x: 0, y: 0, width: 1280, height: 720 },
    columns: 2,
    rows: 2,
    gains: encodeGains(new Float32Array(12).fill(1.25)),
  },
  before: { nonUniformity: 0.2, cast: 0.3 },
  after: { nonUniformity: 0.005, cast: 0.002 },
  createdAt: '2026-01-02T03:04:05.000Z',
};
const path: LightPath = {
  camera: 'USB camera',
  resolution: { width: 1280, height: 720 },
  objective: 10,
  relay: null,
};
const other = { ...flat, id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c12' };

test('a flat field belongs to one camera, resolution, relay and objective', () => {
  expect(flatFieldFor([flat], path)).toBe(flat);
  expect(flatFieldFor([flat], { ...path, camera: 'another' })).toBeNull();
  expect(flatFieldFor([flat], { ...path, objective: 20 })).toBeNull();
  expect(flatFieldFor([flat], { ...path, resolution: { width: 1920, height: 1080 } })).toBeNull();
  expect(flatFieldFor([{ ...flat, relay: 0.5 }], { ...path, relay: 1 })).toBeNull();
  expect(flatFieldFor([flat], { ...path, relay: 0.5 })).toBe(flat);
});

test('the exact one goes before one of any camera, the newer before the older', () => {
  const any = { ...other, camera: null, createdAt: '2026-05-01T00:00:00.000Z' };
  const newer = { ...other, createdAt: '2026-02-01T00:00:00.000Z' };
  expect(flatFieldFor([any, flat, newer], path)).toBe(newer);
  expect(flatFieldFor([any], path)).toBe(any);
});

test('taking it anew replaces it, one of another objective stays', () => {
  const at20 = { ...other, objective: 20 };
  const again = { ...other, id: '5f0c0a54-6f0e-4b0f-9a43-0d0f7d0a1c13' };
  expect(withFlatField([flat, at20], again)).toEqual([at20, again]);
});

test('it is remembered, and travels in the calibration file', () => {
  const stored = serialisePreferences({ ...DEFAULT_PREFERENCES, flatFields: [flat] });
  expect(parsePreferences(stored).preferences.flatFields).toEqual([flat]);
  expect(parseProfiles(serialiseProfiles({ profiles: [], flatFields: [flat] })).flatFields).toEqual([flat]);
});

test('gains that were tampered with are refused, and named', () => {
  const bad = { ...flat, grid: { ...flat.grid, gains: 'AAAA' } };
  const text = serialiseProfiles({ profiles: [], flatFields: [bad] });
  expect(() => parseProfiles(text)).toThrow(/flatFields\.0\.grid.*gains/);
  const { preferences, lost } = parsePreferences(
    serialisePreferences({ ...DEFAULT_PREFERENCES, flatFields: [bad] }),
  );
  expect(preferences.flatFields).toEqual([]);
  expect(lost).toEqual(['flatFields']);
});
