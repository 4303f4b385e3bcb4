import type { SourceRequest } from '../../source/open-source';
import { isTissueSlide, type StageSlideName, TISSUE_OBJECTIVES } from '../../source/simulated/slide-names';
import type { DeepLink } from '../state/deep-link';
import type { Preferences } from '../state/preferences';
import { DEMO, DEMO_SEED } from './demo-slide';

const DEMO_OBJECTIVE = 10;

/**
 * Which source is opened with the page: what the address names, else what was used last, else the demo, which is real
 * tissue. An address that asks for the simulated microscope without a slide gets the simulated lymph node, whose truth
 * is known.
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
  if (link.source === 'simulated' || namesSlide)
    return simulated(link, { slide: 'lymph-node', seed: DEMO_SEED });
  if (!remembered || last.kind === 'none') return simulated(link, DEMO);
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
  usual: { readonly slide: StageSlideName; readonly seed: number },
): SourceRequest {
  const options = {
    ...(link.stage === 'untold' && { untold: true }),
    ...(link.frameRate !== undefined && { framesPerSecond: link.frameRate }),
    ...(link.frameSize !== undefined && { size: link.frameSize }),
  };
  const slide = link.slide ?? usual.slide;
  const objective = link.objective ?? DEMO_OBJECTIVE;
  const shown = !isTissueSlide(slide) || TISSUE_OBJECTIVES.includes(objective);
  return {
    kind: 'simulated',
    // What real tissue does not show, the simulated one does.
    slide: shown ? slide : 'lymph-node',
    seed: link.seed ?? usual.seed,
    objective,
    tour: link.tour ?? true,
    ...(Object.keys(options).length > 0 && { options }),
  };
}
