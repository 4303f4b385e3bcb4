import { expect, test } from 'vitest';
import { ReticleError } from '../../domain/errors';
import type { SourceRequest } from '../../source/open-source';
import { fakeSource, testReticle } from '../test-reticle';

const withoutTissue = async (request: SourceRequest) => {
  if (request.kind === 'simulated' && request.slide.endsWith('-tissue'))
    throw new ReticleError('file-corrupt', 'The slide of real tissue could not be read.', 'Reload.');
  return fakeSource(request);
};

test('where real tissue cannot be read, the simulated slide of the organ is shown, and the page says so', async () => {
  const { reticle } = testReticle('', { openSource: withoutTissue });
  const { store, sources } = reticle;
  await sources.openDemo();
  expect(store.state.source).toMatchObject({ phase: 'open', request: { slide: 'lymph-node', tour: true } });
  expect(store.state.notices).toMatchObject([
    { tone: 'note', report: { message: expect.stringContaining('A simulated slide is shown instead') } },
  ]);
  await sources.open({ kind: 'simulated', slide: 'prostate-tissue', seed: 7 });
  expect(store.state.source).toMatchObject({ phase: 'open', request: { slide: 'prostate' } });
  // What was not shown is not opened first on the next visit.
  expect(store.state.preferences.source).toEqual({ kind: 'none' });
});

test('a source that was chosen meanwhile is not replaced', async () => {
  let fail = () => {};
  const { reticle } = testReticle('', {
    openSource: (request) =>
      request.kind === 'simulated'
        ? new Promise((_, reject) => {
            fail = () => reject(new Error('too late'));
          })
        : Promise.resolve(fakeSource(request)),
  });
  const demo = reticle.sources.openDemo();
  await reticle.sources.openCamera(undefined);
  fail();
  await demo;
  expect(reticle.store.state.source).toMatchObject({ phase: 'open', request: { kind: 'camera' } });
  expect(reticle.store.state.notices).toEqual([]);
});
