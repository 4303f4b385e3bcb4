import { expect, test, vi } from 'vitest';
import type { TrackingEvent } from '../domain/tracking';
import { TrackingEvents } from './tracking-events';

const change = (ratio: number): TrackingEvent => ({
  ...{ kind: 'objective-change', confidence: 0.9, certain: true, island: 1 },
  ratio,
});

test('um/px stays in doubt until another one is set', () => {
  const objectiveChanged = vi.fn();
  const news = new TrackingEvents({ joined: vi.fn(), objectiveChanged });
  news.take([], 1);
  expect(news.scaleInDoubt).toBe(false);
  news.take([change(0.5)], 1);
  news.take([], 1);
  expect(news.scaleInDoubt).toBe(true);
  expect(objectiveChanged).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ ratio: 0.5 }));
  news.take([], 0.5);
  expect(news.scaleInDoubt).toBe(false);
});

test('the old objective swung back in ends the doubt, as does another source', () => {
  const news = new TrackingEvents({ joined: vi.fn(), objectiveChanged: vi.fn() });
  news.take([change(2)], 1);
  news.take([change(1)], 1);
  expect(news.scaleInDoubt).toBe(false);
  news.take([change(2)], 1);
  news.reset();
  expect(news.scaleInDoubt).toBe(false);
});

test('joins are passed on in their order', () => {
  const joined = vi.fn();
  const news = new TrackingEvents({ joined, objectiveChanged: vi.fn() });
  const join = (from: number): TrackingEvent => ({
    ...{ kind: 'island-join', into: 0, offset: { x: 1, y: 2 } },
    from,
  });
  news.take([join(2), join(1)], 1);
  expect(joined.mock.calls.map(([{ from }]) => from)).toEqual([2, 1]);
});
