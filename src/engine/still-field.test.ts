import { expect, test } from 'vitest';
import type { TrackedField } from '../domain/tracking';
import { STILL_LOOKS, type StillField, settleStill } from './still-field';

/** Time is no matter here. */
const NO_PAUSE = { wait: async () => {} };

const at = (island: number, x = 0, confidence = 1): TrackedField => ({
  centre: { x, y: 0 },
  umPerPx: 1,
  confidence,
  island,
  shiftPx: { x: 0, y: 0 },
});

/** A field held at `held` of which `told` has come back; each look makes them what `look` says. */
function stopped(
  held: TrackedField,
  told: TrackedField | null,
  look: (field: { held: TrackedField; told: TrackedField | null }, joined: Set<number>) => void,
) {
  const state = { held, told };
  const joined = new Set<number>();
  let looks = 0;
  let still = true;
  const holder = {
    place: async () => state.held,
    tracked: () => state.told,
    lookAgain: () => {
      looks++;
      look(state, joined);
    },
  };
  const field: StillField = {
    holder: async () => (still ? holder : null),
    wasJoined: (island) => joined.has(island),
    looked: () => {},
  };
  return { state, joined, field, looks: () => looks, goOn: () => (still = false) };
}

/** A look at a field whose answer comes back. */
const comesBack = (field: { held: TrackedField; told: TrackedField | null }) => {
  field.told = field.held;
};

test('a field whose place has come back is left alone', async () => {
  const { field, looks } = stopped(at(3, 40), at(3, 40), comesBack);
  await settleStill(field, NO_PAUSE);
  expect(looks()).toBe(0);
});

test('stopped as the stage jumped: looked at until it has a place', async () => {
  const { field, state, looks } = stopped(at(3, 0, 0), at(3, 0, 0), (seen) => {
    if (looks() === 2) seen.held = at(4);
    seen.told = seen.held;
  });
  await settleStill(field, NO_PAUSE);
  expect(looks()).toBe(2);
  expect(state.told).toEqual(at(4));
});

test('the answer never came back and an older one stands: on another island, or beside it', async () => {
  for (const stale of [at(3), at(4, -25), null]) {
    const { field, state, looks } = stopped(at(4), stale, comesBack);
    await settleStill(field, NO_PAUSE);
    expect(looks()).toBe(1);
    expect(state.told).toEqual(at(4));
  }
});

test('the island was joined after the field was placed on it: a look gives the place its name', async () => {
  const { field, state, joined, looks } = stopped(at(4), at(4), (seen) => {
    seen.held = at(1, 300);
    seen.told = seen.held;
  });
  joined.add(4);
  await settleStill(field, NO_PAUSE);
  expect(looks()).toBe(1);
  expect(state.held.island).toBe(1);
});

test('a look finds that the island is another one: it is taken by that name at the next', async () => {
  const { field, state, looks } = stopped(at(4), at(3), (seen, joined) => {
    if (joined.has(4)) seen.held = at(1, 300);
    else joined.add(4);
    seen.told = seen.held;
  });
  await settleStill(field, NO_PAUSE);
  expect(looks()).toBe(2);
  expect(state.told).toEqual(at(1, 300));
});

test('blank glass is not looked at for ever, and a field that goes on not at all', async () => {
  const blank = stopped(at(0, 0, 0), at(0, 0, 0), comesBack);
  await settleStill(blank.field, NO_PAUSE);
  expect(blank.looks()).toBe(STILL_LOOKS);

  const moving = stopped(at(0, 0, 0), null, () => moving.goOn());
  await settleStill(moving.field, NO_PAUSE);
  expect(moving.looks()).toBe(1);
});
