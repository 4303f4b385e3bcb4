import { expect, test } from 'vitest';
import type { TrackedField } from '../domain/tracking';
import { EngineState } from './engine-state';
import { BARE_SCENE } from './field-pipeline';
import { liveScene } from './live-scene';
import { activeModel, settingsFor } from './test-models';

const model = activeModel();
const { umPerPx } = model.model.manifest;
const place = (confidence: number): TrackedField => ({
  ...{ centre: { x: 0, y: 0 }, umPerPx, confidence, island: 3, shiftPx: { x: 0, y: 0 } },
});
const arrival = { tile: 'arrived' } as never;

function view(tracked: TrackedField | null = place(1), scaleInDoubt = false) {
  const state = new EngineState();
  state.settings = settingsFor([model]);
  const size = { width: 640, height: 480 };
  state.frame = { size, umPerPx, objective: null, known: false, capturedAt: 1 };
  const loop = { island: 3, arrivals: { of: () => [arrival] } } as never;
  return {
    ...{ state, pipeline: { tracked: () => tracked }, inference: { active: [model], loop }, scaleInDoubt },
    stale: false,
  };
}

test('before the start nothing but the tissue is drawn', () => {
  expect(liveScene({ ...view(), state: new EngineState() })).toBe(BARE_SCENE);
});

test('cells are drawn on the island that they belong to', () => {
  expect(liveScene(view())).toMatchObject({ island: 3, hatchAll: false });
});

test.each([
  ['the track is lost', view(place(0))],
  ['um/px is in doubt', view(place(1), true)],
  ['the picture is old', { ...view(), stale: true }],
])('where %s all is not assessed', (_, lost) => {
  expect(liveScene(lost).hatchAll).toBe(true);
});

test('before a place has come back nothing is called lost', () => {
  expect(liveScene(view(null)).hatchAll).toBe(false);
});

test('a snapshot shows what has just become known as if it had always been there', () => {
  expect(liveScene(view()).layers[0]?.arrivals).toEqual([arrival]);
  expect(liveScene(view(), true).layers[0]?.arrivals).toEqual([]);
});
