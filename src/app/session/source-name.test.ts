import { expect, test, vi } from 'vitest';
import { testReticle } from '../test-reticle';
import { recordedName, sourceLabel, subjectOf } from './source-name';

const PATIENT = 'DOE JANE 1956-03-01 S26-0042';

test.each([
  ['image', 'Still image'],
  ['video', 'Recording'],
  ['screen', 'Shared screen'],
  ['camera', 'USB camera'],
  ['simulated', 'Simulated lymph node, slide 7'],
] as const)('%s: what is recorded of a source names no file and no window', (kind, name) => {
  const label = ['camera', 'simulated'].includes(kind) ? name : `${PATIENT}.tif`;
  expect(recordedName({ kind, label })).toBe(name);
});

test('the engine, a caption and a file name get what is recorded, the page the name itself', async () => {
  const { reticle } = testReticle();
  const send = vi.spyOn(reticle.engine, 'send');
  await reticle.sources.open({ kind: 'file', file: new File(['x'], `${PATIENT}.mp4`) });
  const { state } = reticle.store;
  expect(state.source.phase === 'open' && state.source.source.label).toBe('fake file');
  expect(send).toHaveBeenCalledWith(
    expect.objectContaining({ kind: 'source', label: 'Recording' }),
    expect.anything(),
  );
  expect([sourceLabel(state), subjectOf(state)]).toEqual(['Recording', 'video']);
});
