import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testManifest } from '../model/test-model';
import { calibrationBasis, type FrameFacts, isEnabled, modelsInUse, pictureProvenance } from './provenance';
import { activeModel, settingsFor } from './test-models';

beforeAll(() => void vi.stubGlobal('__VERSION__', '9.8.7'));
afterAll(() => void vi.unstubAllGlobals());

const active = (id: string) => activeModel(testManifest(id));
const layer = (modelId: string, enabled: boolean, threshold: number) => ({
  ...{ modelId, classId: 'class-0', enabled, threshold },
});
const settings = settingsFor([], {
  layers: [layer('on', true, 0.5), layer('off', false, 0.5), layer('moved', true, 0.61)],
  calibration: { umPerPx: 0.5, basis: 'micrometer', objective: 20 },
});
const frame: FrameFacts = {
  ...{ size: { width: 10, height: 10 }, umPerPx: 0.5, objective: 20, known: false, capturedAt: 1234 },
};

test('only models that are on are in use, at the operating point that their threshold stands on', () => {
  const used = modelsInUse([active('on'), active('off'), active('moved')], settings);
  expect(used).toEqual([
    { id: 'on', version: '1.0.0', hash: 'hash of on', operatingPoint: 'balanced', threshold: 0.5 },
    { id: 'moved', version: '1.0.0', hash: 'hash of moved', operatingPoint: 'custom', threshold: 0.61 },
  ]);
  expect([isEnabled(settings, 'on'), isEnabled(settings, 'off'), isEnabled(null, 'on')]).toEqual([
    ...[true, false, false],
  ]);
});

test('a scale that the source told counts as known, whatever was calibrated', () => {
  expect(calibrationBasis({ ...frame, known: true }, settings)).toBe('known');
  expect(calibrationBasis(frame, settings)).toBe('micrometer');
  expect(calibrationBasis(frame, { ...settings, calibration: null })).toBe('none');
  expect(calibrationBasis(null, null)).toBe('none');
});

const SLIDE = { id: '00000000-0000-4000-8000-000000000001', label: 'Slide 1' };

test('a picture says by what it was made, of what and at which scale', () => {
  expect(pictureProvenance(frame, settings, { source: 'Camera 1', slide: SLIDE }, [])).toEqual({
    software: 'Reticle 9.8.7',
    capturedAt: 1234,
    source: 'Camera 1',
    slide: SLIDE,
    calibration: { umPerPx: 0.5, objective: 20, basis: 'micrometer' },
    models: [],
  });
  expect(
    pictureProvenance({ ...frame, umPerPx: null }, settings, { source: '', slide: null }, []).calibration,
  ).toBeNull();
});
