import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../capture/test-snapshot';
import { testReticle } from '../test-reticle';

async function onDemo() {
  const { reticle } = testReticle();
  await reticle.sources.openDemo();
  reticle.story.start();
  return { reticle, store: reticle.store };
}

test('each step is done by doing it, and no other thing', async () => {
  const { reticle, store } = await onDemo();
  expect(store.state.story).toBe('see');
  // The tour moves the stage by itself.
  reticle.source.simulate({ stage: { x: 10, y: 10 }, touring: true });
  expect(store.state.story).toBe('see');
  reticle.source.simulate({ touring: false });
  expect(store.state.story).toBe('see');
  reticle.source.simulate({ stage: { x: 60, y: 10 }, touring: false });
  expect(store.state.story).toBe('freeze');
  store.patch({ frozen: true });
  expect(store.state.story).toBe('take');
  const acknowledged = sampleSnapshot(crypto.randomUUID()).snapshot;
  store.patch({ capture: { ...store.state.capture, acknowledged } });
  expect(store.state.story).toBe('confirm');
  const drawn = { kind: 'rectangle', x: 0, y: 0, width: 10, height: 10 } as const;
  reticle.annotations.editor.add(drawn, { island: 0, classId: 'tumour' });
  expect(store.state.story).toBe('confirm');
  reticle.annotations.editor.add(drawn, {
    ...{ island: 0, classId: 'tumour' },
    origin: { kind: 'model', modelId: 'm', modelHash: 'ab', classId: 'c', threshold: 0.5, corrected: false },
  });
  expect(store.state.story).toBe('export');
  store.patch({ exports: { ...store.state.exports, work: { kind: 'saved', name: 'a.zip', bytes: 1 } } });
  expect(store.state.story).toBe('done');
  expect(store.state.preferences.page).toMatchObject({ welcomed: true, storyStep: 0 });
});

test('it can be gone through without doing, is left for good, and goes on where it was', async () => {
  const { reticle, store } = await onDemo();
  reticle.story.next();
  reticle.story.next();
  expect(store.state.story).toBe('take');
  store.page.closeStory();
  expect(store.state).toMatchObject({ story: null, preferences: { page: { welcomed: true } } });
  store.patch({ frozen: true });
  expect(store.state.story).toBeNull();
  reticle.story.start();
  expect(store.state.story).toBe('take');
  reticle.story.restart();
  expect(store.state.story).toBe('see');
});
