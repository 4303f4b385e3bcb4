import { expect, test } from 'vitest';
import { HeldClock, settled } from '../testing/gates';
import { Pacer, type PassOutcome } from './pacer';

function paced(memory: 'gpu' | 'cpu' = 'gpu') {
  const clock = new HeldClock();
  const state = { moved: false, passes: 0 };
  const pacer = new Pacer({ clock, memory, moved: () => state.moved });
  /** One pass that ends with `outcome`; `passes` counts when the next is due. */
  const after = async (outcome: PassOutcome) => {
    pacer.begin();
    void pacer.next(outcome).then(() => {
      state.passes++;
    });
    await settled();
  };
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { pacer, state, after, advance };
}

test('what is left to do at once follows at once, what time brings on after a pause', async () => {
  const { state, after, advance } = paced('cpu');
  await after('more');
  expect(state.passes).toBe(1);
  await after('soon');
  await advance(100);
  expect(state.passes).toBe(1);
  await advance(30);
  expect(state.passes).toBe(2);
});

test.each(['idle', 'settled', 'unhurried'] as const)('%s: no pass without news', async (outcome) => {
  const { pacer, state, after, advance } = paced();
  await after(outcome);
  await advance(3_600_000);
  expect(state.passes).toBe(0);
  pacer.wake();
  await settled();
  expect(state.passes).toBe(1);
});

test('beside a stage that has settled frames are looked at now and then, unless it moves', async () => {
  const { pacer, state, after, advance } = paced();
  await after('settled');
  await advance(50);
  pacer.wake();
  await settled();
  expect(state.passes).toBe(0);
  await advance(200);
  expect(state.passes).toBe(1);
  await after('settled');
  await advance(50);
  state.moved = true;
  pacer.wake();
  await settled();
  expect(state.passes).toBe(2);
});

test('news that came during the pass are not lost; what is urgent does not wait', async () => {
  const { pacer, state, advance } = paced();
  pacer.begin();
  pacer.wake();
  void pacer.next('settled').then(() => {
    state.passes++;
  });
  await advance(250);
  expect(state.passes).toBe(1);
  pacer.begin();
  pacer.wake(true);
  await pacer.next('unhurried');
});

test('a hidden page has no pass due, whatever comes', async () => {
  const { pacer, state, after, advance } = paced();
  pacer.hide(true);
  await after('more');
  pacer.wake(true);
  await advance(10_000);
  expect(state.passes).toBe(0);
  pacer.hide(false);
  await settled();
  expect(state.passes).toBe(1);
});
