import { expect, test } from 'vitest';
import { History, MAX_STEPS, type StepGroup } from './history';

function recorded() {
  const clock = { now: 0 };
  const history = new History(() => clock.now);
  const log: string[] = [];
  const push = (
    label: string,
    { group = 'overlay', control, done = true }: { group?: StepGroup; control?: string; done?: boolean } = {},
  ) =>
    history.push({
      ...{ label, group },
      ...(control !== undefined && { control }),
      undo: () => {
        log.push(`-${label}`);
        return done;
      },
      redo: () => {
        log.push(`+${label}`);
        return done;
      },
    });
  return { history, push, log, clock };
}

test('steps of all kinds are taken back and done again in the order of time', () => {
  const { history, push, log } = recorded();
  push('a');
  push('b', { group: 'annotations' });
  push('c', { group: 'map' });
  history.undo();
  history.undo();
  history.redo();
  history.undo();
  history.undo();
  history.undo();
  expect(log).toEqual(['-c', '-b', '+b', '-b', '-a']);
  push('d');
  history.redo();
  expect(history.redoLabel).toBeNull();
  expect(history.undoLabel).toBe('d');
});

test('a drag is one step: it goes back to what was before, and again to where it ended', () => {
  const { history, push, log, clock } = recorded();
  push('1', { control: 'opacity' });
  clock.now = 100;
  push('2', { control: 'opacity' });
  clock.now = 200;
  push('3', { control: 'opacity' });
  clock.now = 300;
  push('4', { control: 'heatmap' });
  clock.now = 5000;
  push('5', { control: 'heatmap' });
  for (let i = 0; i < 4; i++) history.undo();
  history.redo();
  expect(log).toEqual(['-5', '-4', '-1', '+3']);
});

test('a change right after an undo is its own step', () => {
  const { history, push, log } = recorded();
  push('1', { control: 'opacity' });
  history.undo();
  history.redo();
  push('2', { control: 'opacity' });
  history.undo();
  expect(log).toEqual(['-1', '+1', '-2']);
});

test('a step that has gone stale is passed over', () => {
  const { history, push, log } = recorded();
  push('a');
  push('gone', { done: false });
  history.undo();
  expect(log).toEqual(['-gone', '-a']);
  history.redo();
  history.redo();
  expect(log).toEqual(['-gone', '-a', '+a']);
});

test('a button takes back the newest step of its own kind', () => {
  const { history, push, log } = recorded();
  push('flat', { group: 'flat-field' });
  push('a');
  expect(history.groups).toEqual(['flat-field', 'overlay']);
  history.undo('flat-field');
  history.undo('flat-field');
  expect(log).toEqual(['-flat']);
  expect(history.undoLabel).toBe('a');
});

test('what takes its time is finished before the next', async () => {
  const { history, push, log } = recorded();
  push('a');
  let finish: (done: boolean) => void = () => undefined;
  const slow = new Promise<boolean>((resolve) => {
    finish = resolve;
  });
  history.push({ label: 'slow', group: 'records', undo: () => slow, redo: () => true });
  history.undo();
  history.undo();
  expect(log).toEqual([]);
  finish(true);
  await history.settled();
  expect(log).toEqual(['-a']);
  expect(history.redoLabel).toBe('a');
});

test('a step that fails is passed over', async () => {
  const { history, push, log } = recorded();
  push('a');
  history.push({
    ...{ label: 'broken', group: 'records' },
    undo: () => Promise.reject(new Error('no')),
    redo: () => true,
  });
  history.undo();
  await history.settled();
  expect(log).toEqual(['-a']);
});

test('memory is bounded', () => {
  const { history, push, log } = recorded();
  for (let i = 0; i < 3 * MAX_STEPS; i++) push(String(i));
  for (let i = 0; i < 3 * MAX_STEPS; i++) history.undo();
  expect(log).toHaveLength(MAX_STEPS);
});
