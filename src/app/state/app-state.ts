import { CLOSED_EXPORT, type ExportState } from '../export/export-state';
import { type HistoryView, NOTHING_DONE } from '../history/history-view';
import { EMPTY_MAP, type MapSlice } from '../map/map-state';
import { type ModelsState, NO_MODELS } from '../models/models-state';
import { CLOSED_REPLAY, type ReplayState } from '../replay/replay-state';
import { NOTHING_MEASURED, type SelfTestState } from '../self-test/self-test-state';
import type { StorySlice } from '../story/story-state';
import { type CaptureView, INITIAL_CAPTURE } from './capture-view';
import type { Preferences } from './preferences';
import { ENGINE_STARTS, type EngineSlice } from './slices/engine-slice';
import { NO_OPTICS, type OpticsSlice } from './slices/optics-slice';
import { NO_OVERLAY, type OverlaySlice } from './slices/overlay-slice';
import { type PageSlice, pageWith } from './slices/page-slice';
import { NO_SOURCE, type SourceSlice } from './slices/source-slice';

/** All that the page knows: one store of slices, each kept by those that its comment names. */
export interface AppState extends EngineSlice, SourceSlice, OpticsSlice, OverlaySlice, PageSlice, StorySlice {
  /** What is remembered from visit to visit. */
  readonly preferences: Preferences;
  readonly capture: CaptureView;
  readonly history: HistoryView;
  readonly map: MapSlice;
  readonly replay: ReplayState;
  readonly exports: ExportState;
  readonly selfTest: SelfTestState;
  readonly ownModels: ModelsState;
}

export function initialState(preferences: Preferences): AppState {
  return {
    ...ENGINE_STARTS,
    ...NO_SOURCE,
    ...NO_OPTICS,
    ...NO_OVERLAY,
    ...pageWith(preferences.page.panel),
    preferences,
    capture: INITIAL_CAPTURE,
    history: NOTHING_DONE,
    map: EMPTY_MAP,
    replay: CLOSED_REPLAY,
    exports: CLOSED_EXPORT,
    selfTest: NOTHING_MEASURED,
    story: null,
    ownModels: NO_MODELS,
  };
}
