import type { EngineParts } from '../engine-parts';
import { restoreSlideMap, storeSlideMap } from '../stored-slide-map';
import type { CommandsOf } from './commands-of';

/** Which slide the frames are of, and what is kept of it. */
export function slideCommands(parts: EngineParts): CommandsOf<'begin-slide' | 'slide-map'> {
  const { state, map, memory } = parts;
  return {
    'begin-slide': ({ slide, kept }) => {
      // Nothing of the old slide may reach this one, whether or not `kept` can be used.
      state.slide = slide;
      map.reset();
      parts.forgetField(null);
      if (!kept) return;
      const { atlas, remembered } = restoreSlideMap(kept);
      map.reset(atlas);
      parts.forgetField(remembered);
    },
    'slide-map': () =>
      state.slide && { slideId: state.slide.id, kept: storeSlideMap(map.atlas, memory.remembered()) },
  };
}
