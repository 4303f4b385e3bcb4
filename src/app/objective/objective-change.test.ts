import { describe, expect, test } from 'vitest';
import type { Calibration } from '../../engine/port';
import { calibrationOf, OBJECTIVES } from '../state/calibration';
import type { KnownScale } from './known-scales';
import { candidatesFor, noticed } from './objective-change';
import { NOTHING_NOTICED } from './objective-notice';

const scale = (objective: number, umPerPx = 10 / objective, basis: Calibration['basis'] = 'nominal') =>
  ({ objective, umPerPx, basis }) satisfies KnownScale;
const TURRET = OBJECTIVES.map((objective) => scale(objective));
const certainly = (ratio: number) => ({ ratio, certain: true });
const perhaps = (ratio: number) => ({ ratio, certain: false });

describe('a change that nobody told', () => {
  test('is followed when certain and one lens alone fits', () => {
    for (const [from, to] of [
      [10, 40],
      [40, 4],
      [20, 10],
      [4, 10],
    ] as const) {
      const notice = noticed(NOTHING_NOTICED, certainly(from / to), scale(from), TURRET);
      expect(notice).toMatchObject({ kind: 'switched', from, to: { objective: to } });
    }
  });

  test('is asked for when the image leaves a doubt, the fitting lens first', () => {
    const notice = noticed(NOTHING_NOTICED, perhaps(0.5), scale(10), TURRET);
    expect(notice).toMatchObject({ kind: 'asking', from: 10, times: 2 });
    expect(notice.kind === 'asking' && notice.candidates.map(({ objective }) => objective)[0]).toBe(20);
    expect(notice.kind === 'asking' && notice.candidates).toHaveLength(4);
  });

  test('is asked for when no lens fits within 3%', () => {
    const measured = [scale(10, 0.97, 'micrometer'), scale(20, 0.5, 'micrometer')];
    // Half of 0.97 is 0.485: 3.1% off what was measured at 20x.
    expect(noticed(NOTHING_NOTICED, certainly(0.5), scale(10, 0.97, 'micrometer'), measured).kind).toBe(
      'asking',
    );
    const nearer = [scale(10, 0.97, 'micrometer'), scale(20, 0.499, 'micrometer')];
    expect(noticed(NOTHING_NOTICED, certainly(0.5), scale(10, 0.97, 'micrometer'), nearer).kind).toBe(
      'switched',
    );
  });

  test('is asked for when two lenses fit', () => {
    const two = [scale(10), scale(20), scale(21, 0.495)].map((each) => ({
      ...each,
      basis: 'entered' as const,
    }));
    const notice = noticed(NOTHING_NOTICED, certainly(0.5), scale(10, 1, 'entered'), two);
    expect(notice.kind).toBe('asking');
  });

  test('engraved magnifications are compared where one scale is nominal', () => {
    // An adapter makes 10x 0.65 um/px; the nominal 0.5 um/px of 20x would be 54% off.
    const [first] = candidatesFor(0.5, scale(10, 0.65, 'micrometer'), TURRET);
    expect(first).toMatchObject({ objective: 20, off: 0 });
  });

  test('um/px are compared where no objective is set', () => {
    const linked = calibrationOf({ objective: null, entered: 1 });
    expect(noticed(NOTHING_NOTICED, certainly(0.25), linked, TURRET)).toMatchObject({
      kind: 'switched',
      from: null,
      to: { objective: 40 },
    });
  });

  test('that was none after all ends the question, and leaves a message of before', () => {
    const asking = noticed(NOTHING_NOTICED, perhaps(2), scale(10), TURRET);
    expect(noticed(asking, certainly(1), scale(10), TURRET)).toBe(NOTHING_NOTICED);
    const switched = noticed(NOTHING_NOTICED, certainly(0.5), scale(10), TURRET);
    expect(noticed(switched, certainly(1), scale(20), TURRET)).toBe(switched);
  });

  test('of a stage that knows its lens is only asked about', () => {
    expect(noticed(NOTHING_NOTICED, certainly(0.5), null, [])).toMatchObject({
      kind: 'asking',
      candidates: [],
    });
  });
});
