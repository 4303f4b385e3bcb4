import { expect, test } from 'vitest';
import { OverlayHistory } from './overlay-history';
import { DEFAULT_PREFERENCES } from './preferences';

const at = (opacity: number) => ({ ...DEFAULT_PREFERENCES.overlay, opacity });

test('a drag is one step, other controls and pauses begin a new one', () => {
  const history = new OverlayHistory();
  history.record(at(0.1), 'opacity', 0);
  history.record(at(0.2), 'opacity', 100);
  history.record(at(0.3), 'opacity', 200);
  history.record(at(0.4), 'heatmap', 300);
  history.record(at(0.5), 'opacity', 5000);
  expect(history.undo()?.opacity).toBe(0.5);
  expect(history.undo()?.opacity).toBe(0.4);
  expect(history.undo()?.opacity).toBe(0.1);
  expect(history.undo()).toBeNull();
});

test('a change right after an undo is its own step', () => {
  const history = new OverlayHistory();
  history.record(at(0.1), 'opacity', 0);
  history.undo();
  history.record(at(0.2), 'opacity', 10);
  expect(history.undo()?.opacity).toBe(0.2);
});

test('memory is bounded', () => {
  const history = new OverlayHistory();
  for (let i = 0; i < 1000; i++) history.record(at(0.5), `control ${i}`, i);
  let steps = 0;
  while (history.undo()) steps++;
  expect(steps).toBe(100);
});
