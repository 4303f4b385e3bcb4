import { expect, test } from 'vitest';
import { HeldClock } from '../testing/gates';
import { RESTING_UM, SETTLED_MS, StageRestWatch } from './stage-rest';

test('a stage moves, rests, and has settled after a while; a step begins anew', () => {
  const clock = new HeldClock();
  const rest = new StageRestWatch(clock);
  expect(rest.observe({ x: 0, y: 0 })).toBeNull();
  expect(rest.observe({ x: RESTING_UM, y: 0 })).toBe('moving');
  expect(rest.observe({ x: RESTING_UM, y: 0 })).toBe('resting');
  clock.advance(SETTLED_MS);
  expect(rest.observe({ x: RESTING_UM, y: 1 })).toBe('settled');
  expect(rest.observe({ x: 10 * RESTING_UM, y: 0 })).toBe('moving');
  expect(rest.observe({ x: 10 * RESTING_UM, y: 0 })).toBe('resting');
});

test('in another coordinate system nothing is known of the motion', () => {
  const rest = new StageRestWatch(new HeldClock());
  rest.observe({ x: 0, y: 0 });
  rest.forget();
  expect(rest.last).toBeNull();
  expect(rest.observe({ x: 0, y: 0 })).toBeNull();
});
