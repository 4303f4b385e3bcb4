import { expect, test } from 'vitest';
import { contourColour } from '../domain/overlay';
import { testManifest } from '../model/test-model';
import { type SceneSource, sceneRequest } from './scene';
import { activeModel, settingsFor } from './test-models';

const active = (id: string, classes: number) =>
  activeModel({ ...testManifest(id, classes), umPerPxRange: [0.8, 1.3] });
const loaded = [active('first', 2), active('second', 4)];

const settingsOf = (enabled: readonly string[]) =>
  settingsFor(loaded, {
    layers: loaded.flatMap(({ model: { manifest } }) =>
      manifest.classes.map(({ id: classId }, k) => ({
        ...{ modelId: manifest.id, classId, enabled: enabled.includes(manifest.id), threshold: 0.4 + k / 10 },
      })),
    ),
  });

const scene = (change: Partial<SceneSource> = {}) =>
  sceneRequest({
    settings: settingsOf(['first', 'second']),
    loaded,
    facts: { umPerPx: 1, objective: 10 },
    island: 3,
    ...{ placed: true, visible: true, arrivalsOf: () => [] },
    ...change,
  });

test('every class of every model that is on is a layer, however many there are', () => {
  const { layers, hatchAll, island } = scene();
  expect(layers.map(({ modelId, classId }) => `${modelId} ${classId}`)).toEqual([
    'first class-0',
    'first class-1',
    ...[0, 1, 2, 3].map((k) => `second class-${k}`),
  ]);
  expect(layers.map(({ style }) => Math.round(style.threshold * 10))).toEqual([4, 5, 4, 5, 6, 7]);
  expect([hatchAll, island]).toEqual([false, 3]);
});

test('a class keeps its colour whatever else is on', () => {
  const { layers } = scene({ settings: settingsOf(['second']) });
  expect(layers.map(({ style }) => style.contourColour)).toEqual([2, 3, 4, 5].map(contourColour));
});

test('a class that is hidden is not drawn; the others of its model keep their colours', () => {
  const settings = settingsOf(['second']);
  const layers = settings.layers.map((layer) =>
    layer.classId === 'class-1' ? { ...layer, hidden: true } : layer,
  );
  const drawn = scene({ settings: { ...settings, layers } }).layers;
  expect(drawn.map(({ classId }) => classId)).toEqual(['class-0', 'class-2', 'class-3']);
  expect(drawn.map(({ style }) => style.contourColour)).toEqual([2, 4, 5].map(contourColour));
});

test('heat is drawn of one model at a time, outlines of all', () => {
  const heated = (change: Partial<SceneSource> = {}) => {
    const { layers } = scene(change);
    expect(layers.every(({ style }) => style.contours)).toBe(true);
    return [...new Set(layers.filter(({ style }) => style.heatmap).map(({ modelId }) => modelId))];
  };
  const both = { ...settingsOf(['first', 'second']), contours: true };
  expect(heated({ settings: both })).toEqual(['first']);
  expect(heated({ settings: { ...both, heatModelId: 'second' } })).toEqual(['second']);
  // One that is off, or that is not loaded, leaves the heat to the first that is drawn.
  const second = { ...settingsOf(['second']), contours: true };
  expect(heated({ settings: { ...second, heatModelId: 'first' } })).toEqual(['second']);
  expect(heated({ settings: { ...both, heatmap: false } })).toEqual([]);
});

test('nothing is assessed without a place, without a scale, or by a lens that is too coarse', () => {
  expect(scene({ placed: false }).hatchAll).toBe(true);
  expect(scene({ facts: null })).toMatchObject({ hatchAll: true, layers: [] });
  expect(scene({ facts: { umPerPx: null, objective: 10 } })).toMatchObject({ hatchAll: true, layers: [] });
  expect(scene({ facts: { umPerPx: 2, objective: 10 } }).hatchAll).toBe(true);
  expect(scene({ facts: { umPerPx: 1.2, objective: 10 } }).hatchAll).toBe(false);
  expect(scene({ facts: { umPerPx: 1.2, objective: 4 } })).toMatchObject({ hatchAll: true, layers: [] });
});

test('with no model on there is nothing that could be assessed, so nothing is hatched', () => {
  expect(scene({ settings: settingsOf([]), placed: false })).toMatchObject({ hatchAll: false, layers: [] });
});
