import type { Focus } from '../domain/focus';
import type { FieldPlacement, SizePx } from '../domain/geometry';
import type { MapPicture, MapState, MapView } from '../domain/slide-map';
import { findFoci } from '../measure/foci';
import { pictureMap } from '../slide-map/map-picture';
import type { ActiveModel } from './inference/active-model';
import { layoutOf, type SlideMapKeeper } from './slide-map-keeper';

export interface FociQuery {
  readonly island: number;
  readonly modelId: string;
  readonly classId: string;
  /** Probability from which a cell is positive, 0..1. */
  readonly threshold: number;
}

/** Foci found, largest first; `total` counts those left off too. */
export interface FociAnswer {
  readonly foci: readonly Focus[];
  readonly total: number;
}

const MOST_FOCI = 200;

/** Answers the page's questions about the slide map. */
export class MapService {
  constructor(
    private readonly keeper: SlideMapKeeper,
    private readonly models: () => readonly ActiveModel[],
  ) {}

  state(
    asked: number | null,
    field: { readonly placement: FieldPlacement; readonly size: SizePx; readonly island: number } | null,
    current: number | null,
  ): MapState {
    const { atlas } = this.keeper;
    const island = asked ?? current;
    return {
      revision: atlas.revision,
      island: current,
      islands: atlas.islands(),
      extent: island === null ? null : atlas.extent(island),
      field: field && { placement: field.placement, size: field.size },
      canUndoClear: atlas.canUndoClear,
      bytes: atlas.bytes,
    };
  }

  picture(view: MapView): MapPicture {
    const { atlas } = this.keeper;
    const layer = view.layer && this.#layer(view.layer.modelId, view.layer.classId);
    const pages = layer ? atlas.peekCells(view.island, layoutOf(layer.active.model)) : null;
    return pictureMap(
      {
        mosaic: atlas.peekMosaic(view.island),
        cells:
          layer && pages
            ? { pages, cellUm: layer.active.model.manifest.cellUm, classIndex: layer.classIndex }
            : null,
      },
      view,
    );
  }

  foci({ island, modelId, classId, threshold }: FociQuery): FociAnswer {
    const layer = this.#layer(modelId, classId);
    const pages = layer && this.keeper.atlas.peekCells(island, layoutOf(layer.active.model));
    if (!layer || !pages) return { foci: [], total: 0 };
    const all = findFoci(
      {
        value: (column, row) => pages.value(column, row, layer.classIndex),
        forEach: (visit) => pages.forEach(visit, layer.classIndex),
      },
      { cellUm: layer.active.model.manifest.cellUm, threshold, modelId, classId, island },
    );
    return { foci: all.slice(0, MOST_FOCI), total: all.length };
  }

  #layer(modelId: string, classId: string) {
    const active = this.models().find(({ model }) => model.manifest.id === modelId);
    const classIndex = active?.model.manifest.classes.findIndex(({ id }) => id === classId) ?? -1;
    return active && classIndex >= 0 ? { active, classIndex } : null;
  }
}
