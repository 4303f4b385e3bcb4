import { assessedShare, fieldState } from '../domain/field-counts';
import { leastFieldUm } from '../domain/manifest';
import type { SilentWorker } from '../rpc/silence-board';
import type { Staleness } from './freshness';
import { type Examination, NOTHING_EXAMINED } from './inference/examination';
import type { EngineStatus } from './port';

export interface StatusInputs {
  readonly hasSource: boolean;
  readonly hasFrame: boolean;
  readonly recovering: boolean;
  readonly modelsReady: boolean;
  readonly anyEnabled: boolean;
  readonly frozen: boolean;
  /** The source stands still: a still image, a paused video. */
  readonly still: boolean;
  /** The picture is old although the source should give others. */
  readonly stale: Staleness | null;
  /** A worker of the engine that does not answer. */
  readonly silent: SilentWorker | null;
  readonly umPerPx: number | null;
  /** The image says that um/px is not what is set. */
  readonly scaleInDoubt: boolean;
  readonly trackingLost: boolean;
  readonly examination: Examination | null;
}

/** What is happening, in the order in which a user must solve it. */
export function engineStatus(inputs: StatusInputs): EngineStatus {
  const { picture, cells, whole, pending, refusing, cramped } = inputs.examination ?? NOTHING_EXAMINED;
  const plain = (code: EngineStatus['code']): EngineStatus => ({
    code,
    examined: cells ? assessedShare(cells) : 0,
    ...(cells && { counts: cells }),
    ...(whole && { picture: whole }),
    frozen: inputs.frozen,
    ...(inputs.still && { still: true }),
  });
  if (inputs.recovering) return plain('recovering');
  if (!inputs.hasSource) return plain('no-source');
  if (!inputs.hasFrame) return plain('waiting-for-frame');
  // Whatever else is said is said of a picture that may be of another place by now.
  if (inputs.stale) return { ...plain('stale'), ...inputs.stale };
  if (inputs.silent) return { ...plain('silent'), since: inputs.silent.since, worker: inputs.silent.name };
  // Without a scale, or with a wrong one, measures are wrong too, whether or not a model is on.
  if (inputs.umPerPx === null) return plain('not-calibrated');
  if (inputs.scaleInDoubt) return plain('objective-changed');
  if (!inputs.modelsReady) return plain('warming-up');
  if (!inputs.anyEnabled) return plain('no-model');
  const [refused] = refusing;
  if (refused)
    return {
      ...plain('wrong-scale'),
      scale: {
        umPerPx: inputs.umPerPx,
        range: refused.manifest.umPerPxRange,
        objectives: refused.manifest.objectives,
      },
    };
  const [small] = cramped;
  if (small) return { ...plain('field-too-small'), neededUm: leastFieldUm(small.manifest) };
  const state = fieldState(picture, cells, { pending, lost: inputs.trackingLost });
  return plain(state === 'examined' && inputs.frozen ? 'frozen' : state);
}
