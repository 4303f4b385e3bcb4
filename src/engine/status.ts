import { isOtherPicture } from '../domain/picture';
import type { Examination } from './inference/examination';
import type { EngineStatus } from './port';

export interface StatusInputs {
  readonly hasSource: boolean;
  readonly hasFrame: boolean;
  readonly recovering: boolean;
  readonly modelsReady: boolean;
  readonly anyEnabled: boolean;
  readonly frozen: boolean;
  readonly umPerPx: number | null;
  /** The image says that um/px is not what is set. */
  readonly scaleInDoubt: boolean;
  readonly trackingLost: boolean;
  readonly examination: Examination | null;
}

/** What is happening, in the order in which a user must solve it. */
export function engineStatus(inputs: StatusInputs): EngineStatus {
  const { examination } = inputs;
  const plain = (code: EngineStatus['code']): EngineStatus => ({
    code,
    examined: examination?.examined ?? 0,
    frozen: inputs.frozen,
  });
  if (inputs.recovering) return plain('recovering');
  if (!inputs.hasSource) return plain('no-source');
  if (!inputs.hasFrame) return plain('waiting-for-frame');
  if (inputs.umPerPx === null) return plain('not-calibrated');
  if (!inputs.modelsReady) return plain('warming-up');
  if (!inputs.anyEnabled) return plain('no-model');
  if (inputs.scaleInDoubt) return plain('objective-changed');
  const refusing = examination?.refusing[0];
  if (refusing)
    return {
      ...plain('wrong-scale'),
      scale: {
        umPerPx: inputs.umPerPx,
        range: refusing.manifest.umPerPxRange,
        objectives: refusing.manifest.objectives,
      },
    };
  if (!examination || examination.dominant === null) return plain('looking');
  if (isOtherPicture(examination.dominant)) return plain(examination.dominant);
  switch (examination.dominant) {
    case 'no-tissue':
    case 'out-of-focus':
    case 'over-exposed':
    case 'under-exposed':
    case 'ink':
    case 'motion-blur':
      return plain(examination.dominant);
    default:
  }
  if (inputs.trackingLost) return plain('tracking-lost');
  if (examination.pending > 0) return plain('looking');
  return plain(inputs.frozen ? 'frozen' : 'examined');
}
