import type { Focus } from '../../domain/focus';
import type { RectUm, SizePx } from '../../domain/geometry';
import type { ColourMapName } from '../../domain/overlay';
import type { SlideView } from '../../domain/slide';
import { COVERAGE, type MapPicture } from '../../domain/slide-map';
import { restoreSlideMap } from '../../engine/stored-slide-map';
import { encodePicture } from '../../export/png';
import { findFoci } from '../../measure/foci';
import { heatTable } from '../../overlay/heat-table';
import type { Atlas, CellLayout } from '../../slide-map/atlas';
import { pictureMap } from '../../slide-map/map-picture';
import { fitFrame } from '../map/map-frame';
import { paintMap } from '../map/paint-map';

/** The class whose probabilities and foci are shown, and how. */
export interface KeptLayer extends CellLayout {
  readonly modelId: string;
  readonly classId: string;
  readonly className: string;
  readonly classIndex: number;
  readonly threshold: number;
}

export interface KeptMapRequest {
  /** StoredSlideMap, of any origin. */
  readonly kept: unknown;
  /** Null: colour and what was seen alone. */
  readonly layer: KeptLayer | null;
  readonly style: {
    readonly heatmap: boolean;
    readonly opacity: number;
    readonly colourMap: ColourMapName;
  };
  /** px of the picture. */
  readonly size: SizePx;
  /** Left out: the largest. */
  readonly island?: number;
}

export interface KeptMapPicture {
  readonly picture: Blob;
  readonly umPerPx: number;
  /** Islands that anything is known of, the largest first. */
  readonly islands: readonly number[];
  readonly island: number;
  /** Longest diameter first, of the island shown. */
  readonly foci: readonly Focus[];
  readonly view: SlideView;
}

/**
 * What was kept of a slide as a picture that fits `size`; null where nothing was seen.
 * @throws ReticleError 'record-corrupt'
 */
export async function pictureOfKept(request: KeptMapRequest, keptAt: string): Promise<KeptMapPicture | null> {
  const { layer, style, size } = request;
  const { atlas } = restoreSlideMap(request.kept);
  const parts = partsOf(atlas);
  const part = parts.find(({ id }) => id === request.island) ?? parts[0];
  if (!part) return null;
  const { centre, umPerPx } = fitFrame(part.extent, size);
  const origin = {
    x: centre.x - (size.width / 2) * umPerPx,
    y: centre.y - (size.height / 2) * umPerPx,
  };
  const pages = layer ? atlas.peekCells(part.id, layer) : null;
  const picture = pictureMap(
    {
      mosaic: atlas.peekMosaic(part.id),
      cells: layer && pages ? { pages, cellUm: layer.cellUm, classIndex: layer.classIndex } : null,
    },
    { island: part.id, origin, umPerPx, ...size, layer },
  );
  const foci =
    layer && pages
      ? findFoci(
          {
            value: (column, row) => pages.value(column, row, layer.classIndex),
            forEach: (visit) => pages.forEach(visit, layer.classIndex),
          },
          { ...layer, island: part.id },
        )
      : [];
  const heat = heatTable(
    { ...style, threshold: layer?.threshold ?? 0.5, contours: false, contourColour: [0, 0, 0] },
    false,
  );
  const rgba = paintMap(picture, style.heatmap ? heat : null);
  return {
    picture: await encodePicture({ ...size, rgba, umPerPx: null }),
    umPerPx,
    islands: parts.map(({ id }) => id),
    island: part.id,
    foci,
    view: {
      schema: 1,
      keptAt,
      ...areasOf(picture),
      foci: layer && {
        className: layer.className,
        total: foci.length,
        longestUm: foci[0]?.longestDiameterUm ?? null,
      },
    },
  };
}

function partsOf(atlas: Atlas): readonly { readonly id: number; readonly extent: RectUm }[] {
  const area = ({ extent }: { extent: RectUm }) => extent.width * extent.height;
  return atlas
    .islands()
    .flatMap((id) => {
      const extent = atlas.extent(id);
      return extent ? [{ id, extent }] : [];
    })
    .sort((a, b) => area(b) - area(a));
}

function areasOf({ view: { umPerPx }, coverage }: MapPicture): { seenMm2: number; examinedMm2: number } {
  let [seen, examined] = [0, 0];
  for (const value of coverage) {
    if (value > COVERAGE.notSeen) seen++;
    if (value === COVERAGE.examined) examined++;
  }
  const mm2 = umPerPx ** 2 / 1e6;
  return { seenMm2: seen * mm2, examinedMm2: examined * mm2 };
}
