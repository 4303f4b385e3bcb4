import { expect, test } from 'vitest';
import type { ReplayFrame } from '../../domain/replay';
import { t } from '../i18n/i18n';
import { ReplaySession } from './replay-session';
import { CLOSED_REPLAY, type ReplayState } from './replay-state';

const frame: ReplayFrame = {
  ...{ id: 1, capturedAt: 0, picture: new Blob(['x']), width: 64, height: 48, umPerPx: null },
};

function session(writeClip: () => Promise<never>) {
  let state: ReplayState = { ...CLOSED_REPLAY, phase: 'open', frames: [frame] };
  const slice = {
    get state() {
      return state;
    },
    patch: (change: Partial<ReplayState>) => {
      state = { ...state, ...change };
    },
  };
  const unused = () => {
    throw new Error('not asked for');
  };
  return new ReplaySession(slice, {
    ...{ client: () => null, captionOf: () => [], keep: unused, saveClip: unused },
    writeClip,
  });
}

test('a clip that cannot be written is told with what to do, and one that was given up is not', async () => {
  const failing = session(() => Promise.reject(new Error('no memory')));
  await failing.saveClip();
  const report = { message: `${t('replay.clipFailed')} (no memory)`, remedy: t('replay.clipRemedy') };
  expect(failing.state.work).toMatchObject({ kind: 'failed', report });
  const given: ReplaySession = session(() => {
    given.cancel();
    return Promise.reject(new Error('aborted'));
  });
  await given.saveClip();
  expect(given.state.work).toEqual({ kind: 'idle' });
});

test('without an engine there is nothing to look back at, and it is said', async () => {
  const closed = session(() => Promise.reject(new Error('unused')));
  closed.close();
  await closed.open();
  expect(closed.state.error).toEqual({ message: t('status.stopped.title'), remedy: t('replay.empty') });
});
