import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import { QUALITY_FIELDS } from '../domain/quality';
import { testManifest } from '../model/test-model';
import { type CaptureMoment, captureField } from './capture-field';
import type { CapturedField } from './field-pipeline';
import { BARE_SCENE } from './field-pipeline';
import { activeModel, examined, settingsFor } from './test-models';

beforeAll(() => void vi.stubGlobal('__VERSION__', '9.8.7'));
afterAll(() => void vi.unstubAllGlobals());

const size = { width: 160, height: 120 };
const centre = { x: 400, y: -200 };
const tracked = { centre, umPerPx: 1, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } };
const raw = { ...size, stride: size.width * 4, order: 'rgba' as const, data: new ArrayBuffer(0) };
const field: CapturedField = {
  ...{ size, capturedAt: 86_400_000, umPerPx: 1, bare: raw, overlay: raw, tracked },
  quality: { columns: 3, rows: 2, values: new Float32Array(6 * QUALITY_FIELDS.length) },
};

/** Two classes of which each knows its column. */
const active = () => {
  const entry = activeModel(testManifest('model', 2));
  examined(entry, centre, (column) => 0.5 + column / 10_000);
  return entry;
};

function moment(change: Partial<CaptureMoment> = {}, captured: Partial<CapturedField> = {}): CaptureMoment {
  const models = change.active ?? [active()];
  return {
    pipeline: { capture: async () => ({ ...field, ...captured }) },
    scene: { ...BARE_SCENE, island: 2 },
    active: models,
    settings: settingsFor(models, {
      calibration: {
        umPerPx: 1,
        basis: 'micrometer',
        objective: 10,
        uncertaintyUmPerPx: 0.01,
        profile: 'Mine',
      },
    }),
    frame: { size, umPerPx: 1, objective: 10, known: false, capturedAt: 0 },
    source: 'Camera 1',
    slide: null,
    ...change,
  };
}

const blob = new Blob();
const encode = vi.fn(async () => ({ frame: blob, overlay: blob, thumbnail: blob }));
const take = (of: CaptureMoment) => captureField(of, ['caption'], { encode });

test('a capture holds the cells of its own field, with place, scale, models and version', async () => {
  const { facts, parts, capturedAt } = await take(moment());
  expect(capturedAt).toBe(86_400_000);
  expect(facts).toMatchObject({
    capturedAt: '1970-01-02T00:00:00.000Z',
    source: 'Camera 1',
    calibration: {
      umPerPx: 1,
      basis: 'micrometer',
      objective: 10,
      uncertaintyUmPerPx: 0.01,
      profile: 'Mine',
    },
    stage: { x: 400, y: -200, island: 2, confidence: 1 },
    appVersion: '9.8.7',
  });
  const [model] = facts.models;
  if (!model) throw new Error('no model');
  expect(model).toMatchObject({ id: 'model', hash: 'hash of model', operatingPoint: 'balanced', cellUm: 4 });
  expect(model.classes.map(({ id, threshold }) => [id, threshold])).toEqual([
    ['class-0', 0.5],
    ['class-1', 0.5],
  ]);
  const { columns, rows, origin } = model.map;
  expect([columns, rows, origin]).toEqual([40, 30, { x: 320, y: -260 }]);
  const values = parts.maps.get('model');
  expect(values).toHaveLength(40 * 30 * 2);
  for (const x of [0, 39])
    for (const c of [0, 1]) expect(values?.[x * 2 + c]).toBeCloseTo(0.5 + (80 + x) / 10_000, 5);
  const total = Object.values(facts.quality).reduce((sum, share) => sum + share, 0);
  expect(total).toBeCloseTo(1, 6);
});

test('what was not assessed on screen is not assessed in the map, and another island is unknown', async () => {
  const every = async (of: CaptureMoment, value: number) =>
    (await take(of)).parts.maps.get('model')?.every((each) => each === value);
  expect(await every(moment({ scene: { ...BARE_SCENE, hatchAll: true } }), CELL_NOT_ASSESSED)).toBe(true);
  expect(await every(moment({}, { tracked: { ...tracked, umPerPx: 3 } }), CELL_NOT_ASSESSED)).toBe(true);
  expect(await every(moment({ scene: { ...BARE_SCENE, island: 5 } }), CELL_UNKNOWN)).toBe(true);
});

test('without a place there is a picture but no map; a model that is off is not in it', async () => {
  const lost = await take(moment({}, { tracked: null }));
  expect([lost.facts.stage, lost.facts.models, lost.parts.maps.size]).toEqual([null, [], 0]);
  const off = moment();
  const layers = off.settings.layers.map((layer) => ({ ...layer, enabled: false }));
  expect((await take({ ...off, settings: { ...off.settings, layers } })).facts.models).toEqual([]);
});

test('cells are those of the moment of the capture, whatever the map becomes while pictures are encoded', async () => {
  const entry = active();
  let finish = (_: CapturedField) => {};
  const reading = new Promise<CapturedField>((resolve) => {
    finish = resolve;
  });
  const taking = take(moment({ active: [entry], pipeline: { capture: () => reading } }));
  entry.cells.clear();
  finish(field);
  expect((await taking).parts.maps.get('model')?.[0]).toBeGreaterThan(0.5);
});

test('a picture that fails leaves nothing that fails unheard', async () => {
  const entry = active();
  const broken = { ...entry, store: { ...entry.store, read: () => Promise.reject(new Error('cells')) } };
  const failing = { capture: () => Promise.reject(new Error('picture')) };
  await expect(take(moment({ active: [broken], pipeline: failing }))).rejects.toThrow('picture');
  await expect(take(moment({ active: [broken] }))).rejects.toThrow('cells');
});

test('a capture of a picture that was not live says why, and how old it was, in record and caption', async () => {
  vi.useFakeTimers({ now: 86_400_000 + 12_000, toFake: ['Date'] });
  try {
    const { facts } = await take(moment({ held: 'old' }));
    expect(facts.held).toEqual({ reason: 'old', ageSeconds: 12 });
    expect(encode).toHaveBeenLastCalledWith(
      expect.objectContaining({
        caption: ['caption', 'This is the last picture, 12 s old: no new one came.'],
        provenance: expect.objectContaining({ held: { reason: 'old', ageSeconds: 12 } }),
      }),
    );
    expect((await take(moment())).facts.held).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
