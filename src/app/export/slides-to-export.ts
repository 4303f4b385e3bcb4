import type { CaseStore } from '../../capture/case-store';
import type { Slide } from '../../domain/slide';
import type { SlideToExport } from '../../export/adapter';

/** Slides with their kept maps, which only the archive takes; a map that is damaged is left out and set aside. */
export function slidesToExport(
  store: Pick<CaseStore, 'packedMap' | 'shownMap'>,
  slides: readonly Slide[],
  withMaps: boolean,
): readonly SlideToExport[] {
  return slides.map((slide) => ({
    slide,
    read: async () => {
      const map = withMaps ? await store.packedMap(slide.id).catch(() => null) : null;
      // What was found of the slide is in the report, too.
      const shown = withMaps && !map ? null : await store.shownMap(slide.id).catch(() => null);
      return { map, view: shown?.view ?? null, picture: shown?.picture ?? null };
    },
  }));
}
