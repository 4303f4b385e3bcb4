import { expect, test, vi } from 'vitest';
import { REMARK_MS } from './page-view';
import { DEFAULT_PREFERENCES } from './preferences';
import { AppStore } from './store';

function page() {
  const store = new AppStore(DEFAULT_PREFERENCES);
  const tell = (tone: 'error' | 'note', topic: string) =>
    store.page.notify({ tone, report: { message: topic, remedy: '' }, ways: [], topic });
  const topics = () => store.state.notices.map(({ topic }) => topic);
  return { store, tell, topics };
}

test('no error is pushed out by what comes after it; the oldest notes are', () => {
  const { tell, topics } = page();
  tell('error', 'first');
  for (const topic of ['a', 'b', 'c', 'd', 'e']) tell('note', topic);
  for (const topic of ['second', 'third', 'fourth', 'fifth']) tell('error', topic);
  expect(topics()).toEqual(['first', 'c', 'd', 'e', 'second', 'third', 'fourth', 'fifth']);
});

test('a notice replaces the one of its topic, and a topic takes its parts along', () => {
  const { store, tell, topics } = page();
  tell('error', 'model-failed one');
  tell('error', 'model-failed two');
  tell('error', 'model-failed two');
  tell('note', 'model-failed-not');
  expect(topics()).toEqual(['model-failed one', 'model-failed two', 'model-failed-not']);
  store.page.dismissTopic('model-failed');
  expect(topics()).toEqual(['model-failed-not']);
});

test('a remark goes by itself, and nothing else with it', () => {
  vi.useFakeTimers();
  try {
    const { store, tell, topics } = page();
    tell('note', 'stays');
    store.page.remark({ report: { message: 'nothing here', remedy: '' }, topic: 'contour' });
    vi.advanceTimersByTime(REMARK_MS - 1);
    expect(topics()).toEqual(['stays', 'contour']);
    store.page.remark({ report: { message: 'nothing there', remedy: '' }, topic: 'contour' });
    vi.advanceTimersByTime(REMARK_MS - 1);
    expect(topics()).toEqual(['stays', 'contour']);
    vi.advanceTimersByTime(1);
    expect(topics()).toEqual(['stays']);
  } finally {
    vi.useRealTimers();
  }
});
