import type { RectUm } from '../../domain/geometry';
import { MAX_MAP_PX } from '../../domain/slide-map';
import type { EngineClient } from '../../engine/port';
import { encodePicture } from '../../export/png';
import { heatTable } from '../../overlay/heat-table';
import { t } from '../i18n/i18n';
import { snapshotCaption } from '../session/snapshot-caption';
import type { AppState } from '../state/app-state';
import type { MapSlice } from './map-state';
import { paintMap } from './paint-map';

/** um/px of the exported map where it fits: one px of the mosaic. */
const FINEST = 8;

/** All that is known of an island as a PNG with its um/px; null where nothing is known. */
export async function mapPng(
  client: EngineClient,
  state: AppState,
  { layer }: MapSlice,
  island: number,
  extent: RectUm,
  source: string,
): Promise<{ readonly blob: Blob; readonly umPerPx: number } | null> {
  const umPerPx = Math.max(FINEST, Math.max(extent.width, extent.height) / MAX_MAP_PX);
  const view = {
    island,
    origin: { x: extent.x, y: extent.y },
    umPerPx,
    width: Math.max(1, Math.min(MAX_MAP_PX, Math.floor(extent.width / umPerPx))),
    height: Math.max(1, Math.min(MAX_MAP_PX, Math.floor(extent.height / umPerPx))),
    layer: layer && { modelId: layer.modelId, classId: layer.classId },
  };
  const picture = (await client.map(view, null))?.picture;
  if (!picture) return null;
  const { heatmap, opacity, colourMap } = state.preferences.overlay;
  const style = { heatmap, opacity, colourMap, threshold: layer?.threshold ?? 0.5 };
  const heat = heatTable({ ...style, contours: false, contourColour: [0, 0, 0] }, false);
  const caption = [
    ...snapshotCaption(state, source, new Date(), t),
    t('map.caption', { umPerPx: Number(umPerPx.toPrecision(3)) }),
  ];
  const blob = await encodePicture({
    width: view.width,
    height: view.height,
    rgba: paintMap(picture, heatmap ? heat : null),
    umPerPx,
    caption,
  });
  return { blob, umPerPx };
}
