import { expect, test } from 'vitest';
import { parseDeepLink } from './deep-link';

test('the documented address is understood', () => {
  const { link, wrong } = parseDeepLink(
    '?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off&model=lymph-node-metastasis',
  );
  expect(wrong).toEqual([]);
  expect(link).toEqual({
    source: 'simulated',
    slide: 'lymph-node',
    seed: 7,
    objective: 10,
    tour: false,
    models: ['lymph-node-metastasis'],
  });
});

test('camera with a scale, and the overrides for tests', () => {
  const { link, wrong } = parseDeepLink(
    '?source=camera&objective=60&umPerPx=0.25&backend=wasm&drawing=canvas-2d&slowInferenceMs=2000&tour=on',
  );
  expect(wrong).toEqual([]);
  expect(link).toEqual({
    source: 'camera',
    objective: 60,
    umPerPx: 0.25,
    backend: 'wasm',
    drawing: 'canvas-2d',
    slowInferenceMs: 2000,
    tour: true,
  });
});

test('nothing is asked for by a bare address or by unknown names', () => {
  expect(parseDeepLink('')).toEqual({ link: {}, wrong: [] });
  expect(parseDeepLink('?utm_source=x&constructor=1')).toEqual({ link: {}, wrong: [] });
});

test('the simulated camera may be a small one', () => {
  expect(parseDeepLink('?frameSize=640x360').link.frameSize).toEqual({ width: 640, height: 360 });
});

test('model=none switches all off, a list switches several on', () => {
  expect(parseDeepLink('?model=none').link.models).toEqual([]);
  expect(parseDeepLink('?model=a,b').link.models).toEqual(['a', 'b']);
});

test.each([
  ['source', 'webcam'],
  ['slide', 'liver'],
  ['seed', '-1'],
  ['seed', '1e3'],
  ['seed', '0x10'],
  ['seed', ''],
  ['seed', '4294967296'],
  ['seed', '1.5'],
  ['objective', '-3'],
  ['objective', '5'],
  ['objective', 'Infinity'],
  ['frameRate', '0'],
  ['frameRate', '61'],
  ['frameSize', '640'],
  ['frameSize', '100x100'],
  ['frameSize', '9999x9999'],
  ['umPerPx', '0'],
  ['umPerPx', '1000'],
  ['umPerPx', 'NaN'],
  ['tour', 'yes'],
  ['backend', 'cuda'],
  ['drawing', 'svg'],
  ['slowInferenceMs', '999999'],
  ['model', '<img src=x onerror=alert(1)>'],
  ['model', '../../etc/passwd'],
])('%s=%s is left out and reported by name and value', (param, value) => {
  const { link, wrong } = parseDeepLink(`?${param}=${encodeURIComponent(value)}`);
  expect(link).toEqual({});
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toMatchObject({ param, value });
  expect(wrong[0]?.expected.length).toBeGreaterThan(3);
});

test('an objective that is not on the simulated turret is reported, and kept for a camera', () => {
  expect(parseDeepLink('?source=simulated&objective=60').wrong[0]?.param).toBe('objective');
  expect(parseDeepLink('?slide=prostate-tissue&objective=40').wrong[0]?.expected).toContain('real tissue');
  expect(parseDeepLink('?slide=prostate-tissue&objective=20').link.objective).toBe(20);
  expect(parseDeepLink('?source=camera&objective=60').link.objective).toBe(60);
});

test('a long value is cut in the report', () => {
  expect(parseDeepLink(`?slide=${'x'.repeat(5000)}`).wrong[0]?.value).toHaveLength(60);
});
