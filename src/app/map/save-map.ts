import { toErrorReport } from '../../domain/errors';
import type { RectUm } from '../../domain/geometry';
import { MAX_MAP_PX } from '../../domain/slide-map';
import type { EngineClient } from '../../engine/port';
import { snapshotFileName } from '../../export/file-name';
import { heatTable } from '../../overlay/heat-table';
import { saveFile } from '../files';
import { t } from '../i18n/i18n';
import { snapshotCaption } from '../session/snapshot-caption';
import { sourceLabel, subjectOf } from '../session/source-name';
import { mapPicturesInWorker } from '../slides/map-pictures';
import type { AppState } from '../state/app-state';
import type { AppStore } from '../state/store';
import type { MapSession } from './map-session';
import type { MapSlice } from './map-state';

/** um/px of the exported map where it fits: one px of the mosaic. */
const FINEST = 8;

export interface SaveMapParts {
  readonly store: AppStore;
  readonly map: MapSession;
  readonly client: () => EngineClient | null;
}

/** Saves all of the map that is shown as a PNG with its um/px. */
export async function saveMap({ store, map, client }: SaveMapParts): Promise<void> {
  const engine = client();
  const island = map.islandShown();
  const extent = map.state.map?.extent;
  if (!engine || island === null || !extent) return;
  try {
    const blob = await mapPng(engine, store.state, map.state, island, extent);
    if (!blob) return;
    const label = `map ${subjectOf(store.state)}`;
    saveFile(blob, snapshotFileName({ capturedAt: Date.now(), objective: null, label }));
  } catch (cause) {
    store.page.notify({
      tone: 'error',
      report: toErrorReport(cause, {
        code: 'snapshot-failed',
        message: t('map.saveFailed'),
        remedy: t('notices.retry'),
      }),
      ways: [],
      topic: 'map',
    });
  }
}

/** All that is known of an island as a PNG with its um/px; null where nothing is known. */
async function mapPng(
  client: EngineClient,
  state: AppState,
  { layer }: MapSlice,
  island: number,
  extent: RectUm,
): Promise<Blob | null> {
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
    ...snapshotCaption(state, sourceLabel(state), new Date(), t),
    t('map.caption', { umPerPx: Number(umPerPx.toPrecision(3)) }),
  ];
  return mapPicturesInWorker.png(picture, heatmap ? heat : null, caption);
}
