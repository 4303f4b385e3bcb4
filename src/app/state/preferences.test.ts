import { expect, test } from 'vitest';
import { PreferenceStorage, type TextStorage } from './preference-storage';
import { DEFAULT_PREFERENCES, type Preferences, parsePreferences, serialisePreferences } from './preferences';

const changed: Preferences = {
  overlay: {
    heatmap: false,
    contours: true,
    opacity: 0.25,
    colourMap: 'cividis',
    scaleBar: false,
    thresholds: { 'lymph-node-metastasis/metastasis': 0.4 },
    models: { 'prostate-cancer': true },
    hidden: { 'own-1/class-2': true },
  },
  source: { kind: 'simulated', slide: 'prostate', seed: 11 },
  cameras: {
    abc: {
      mounting: { crop: { x: 1, y: 2, width: 640, height: 480 }, rotation: 90, mirrored: true },
      resolution: { width: 1920, height: 1080 },
    },
  },
  scales: { 'abc|1920x1080|10': 0.97 },
  profiles: [],
  flatFields: [],
  page: {
    panel: 'diagnostics',
    welcomed: true,
    shortcuts: false,
    replay: false,
    smallestRegionUm: 50,
    counting: { by: 'fields', areaMm2: 1, fields: 5, fieldMm: 0.5 },
  },
};

test('what is written is read back', () => {
  expect(parsePreferences(serialisePreferences(changed))).toEqual({
    preferences: changed,
    remembered: true,
    lost: [],
  });
});

test('the first visit has the defaults and is told apart', () => {
  expect(parsePreferences(null)).toEqual({
    preferences: DEFAULT_PREFERENCES,
    remembered: false,
    lost: [],
  });
});

test.each(['', '{', 'null', '[]', '"x"', '{"version":2}', '{"overlay":{}}', '{"opacity": "<script>'])(
  'what is not ours falls back as a whole: %s',
  (stored) => {
    expect(parsePreferences(stored)).toMatchObject({ preferences: DEFAULT_PREFERENCES, lost: ['all'] });
  },
);

test('one bad section falls back alone', () => {
  const stored = JSON.parse(serialisePreferences(changed));
  stored.overlay.opacity = 7;
  stored.scales = { 'abc|1920x1080|10': 0 };
  const { preferences, lost } = parsePreferences(JSON.stringify(stored));
  expect(lost).toEqual(['overlay', 'scales']);
  expect(preferences).toEqual({
    ...changed,
    overlay: DEFAULT_PREFERENCES.overlay,
    scales: DEFAULT_PREFERENCES.scales,
  });
});

test('a missing section, as an older version wrote, is no loss', () => {
  const { source: _, ...stored } = JSON.parse(serialisePreferences(changed));
  const { preferences, lost } = parsePreferences(JSON.stringify(stored));
  expect(lost).toEqual([]);
  expect(preferences.source).toEqual({ kind: 'none' });
});

function memoryStorage(
  content: Record<string, string> = {},
): TextStorage & { content: Record<string, string> } {
  return {
    content,
    getItem: (key) => content[key] ?? null,
    setItem: (key, value) => {
      content[key] = value;
    },
    removeItem: (key) => {
      delete content[key];
    },
  };
}

test('storage: what cannot be read is kept aside before it is overwritten', () => {
  const memory = memoryStorage({ 'reticle.preferences': '{broken' });
  const storage = new PreferenceStorage(() => memory);
  expect(storage.load().lost).toEqual(['all']);
  storage.save(changed);
  expect(memory.content['reticle.preferences.unreadable']).toBe('{broken');
  expect(storage.load().preferences).toEqual(changed);
  expect(storage.failed).toBe(false);
});

test('storage: blocked or full storage is known and does no harm', () => {
  const storage = new PreferenceStorage(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(storage.load().preferences).toEqual(DEFAULT_PREFERENCES);
  storage.save(changed);
  storage.save(DEFAULT_PREFERENCES);
  expect(storage.failed).toBe(true);
});
