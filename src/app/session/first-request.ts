import type { SourceRequest } from '../../source/open-source';
import type { DeepLink } from '../state/deep-link';
import type { Preferences } from '../state/preferences';
import { DEMO_SEED } from './new-seed';

const DEMO_OBJECTIVE = 10;

/**
 * Which source is opened with the page: what the address names, else what was used last, else the demo.
 * A remembered camera is only opened where that needs no question; null leaves the choice to the user.
 */
export function firstRequest(
  link: DeepLink,
  last: Preferences['source'],
  remembered: boolean,
  cameraGranted: boolean,
): SourceRequest | null {
  const namesSlide = link.slide !== undefined || link.seed !== undefined;
  if (link.source === 'none') return null;
  if (link.source === 'camera') return { kind: 'camera' };
  if (link.source === 'simulated' || namesSlide || !remembered || last.kind === 'none')
    return simulated(link, { slide: 'lymph-node', seed: DEMO_SEED });
  if (last.kind === 'simulated') return simulated(link, last);
  return cameraGranted
    ? {
        kind: 'camera',
        ...(last.deviceId !== undefined && { deviceId: last.deviceId }),
        ...(last.label !== undefined && { label: last.label }),
      }
    : null;
}

function simulated(
  link: DeepLink,
  usual: { readonly slide: 'lymph-node' | 'prostate' | 'micrometer'; readonly seed: number },
): SourceRequest {
  const options = {
    ...(link.stage === 'untold' && { untold: true }),
    ...(link.frameRate !== undefined && { framesPerSecond: link.frameRate }),
    ...(link.frameSize !== undefined && { size: link.frameSize }),
  };
  return {
    kind: 'simulated',
    slide: link.slide ?? usual.slide,
    seed: link.seed ?? usual.seed,
    objective: link.objective ?? DEMO_OBJECTIVE,
    tour: link.tour ?? true,
    ...(Object.keys(options).length > 0 && { options }),
  };
}
