import { expect, test, vi } from 'vitest';
import { examination } from './examination';
import { type Part, reached } from './figures';
import { panning } from './panning';
import { registration } from './registration';
import { tiling } from './tiling';
import { walk } from './walk';

// Seconds on a machine of its own; time is no part of what is tested.
vi.setConfig({ testTimeout: 240_000 });

const options = { quick: true, tileMs: 50, slide: null };

/** Names of the figures that miss their target, with what they are. */
const missed = ({ figures }: Part) =>
  figures.filter((figure) => reached(figure) === false).map(({ name, value }) => `${name}: ${value}`);

test('registration keeps within a px and comes back to where it began', () => {
  expect(missed(registration(options))).toEqual([]);
});

test('the overlay stays on the tissue while the stage pans', async () => {
  expect(missed(await panning(options))).toEqual([]);
});

test('a field at rest is examined to its limit, for hardly more than one pass over it', () => {
  expect(missed(tiling())).toEqual([]);
});

test('an examination infers tissue once and gives what whole-field inference gives', async () => {
  expect(missed(await examination(options))).toEqual([]);
});

test('jumps are noticed, and nothing is written at a wrong place', async () => {
  expect(missed(await walk(options))).toEqual([]);
});

test('a figure without a value reaches nothing', () => {
  const figure = { name: '', unit: '', basis: '', value: Number.NaN };
  expect(reached({ ...figure, target: { atMost: 1 } })).toBe(false);
  expect(reached({ ...figure, target: { atLeast: 1 } })).toBe(false);
  expect(reached({ ...figure, value: 1, target: { atLeast: 1 } })).toBe(true);
  expect(reached(figure)).toBeNull();
});
