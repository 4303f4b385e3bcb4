import { expect, test } from 'vitest';
import type { TrackedField } from '../domain/tracking';
import type { FramePlacement } from './answers';
import { EngineState } from './engine-state';
import { PlacementTeller } from './placement-teller';

const PLACE: TrackedField = {
  ...{ centre: { x: 3, y: 4 }, umPerPx: 0.5, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } },
};
const FACTS = {
  ...{ size: { width: 640, height: 480 }, umPerPx: 0.5, objective: 20, known: false, capturedAt: 1 },
};

function teller() {
  const state = new EngineState();
  const sent: (FramePlacement | null)[] = [];
  return { state, sent, teller: new PlacementTeller(state, (placement) => sent.push(placement)) };
}
const at = (tracked: TrackedField | null) => ({ tracked: () => tracked });

test('the place of the frame on screen is told with its size and its island', () => {
  const { state, sent, teller: tell } = teller();
  state.frame = FACTS;
  tell.tell(at(PLACE), true);
  expect(sent).toEqual([
    { centre: PLACE.centre, umPerPx: 0.5, island: 2, width: 640, height: 480, frozen: false },
  ]);
});

test.each([
  ['the track was lost', at({ ...PLACE, confidence: 0 }), true, FACTS],
  ['um/px is in doubt', at(PLACE), false, FACTS],
  ['the source is another', at(PLACE), true, null],
  ['the device is gone', null, true, FACTS],
])('where %s that is told once, and nothing before a place was', (_, pipeline, trusted, frame) => {
  const { state, sent, teller: tell } = teller();
  state.frame = frame;
  tell.tell(pipeline, trusted);
  expect(sent).toEqual([]);
  state.frame = FACTS;
  tell.tell(at(PLACE), true);
  state.frame = frame;
  tell.tell(pipeline, trusted);
  tell.tell(pipeline, trusted);
  expect(sent.slice(1)).toEqual([null]);
});
