import type { SourceControls } from '../bar/source-controls';
import type { OfflineCopy } from '../offline/offline-copy';
import type { WayOn } from '../state/slices/page-slice';
import type { CaptureSession } from './capture-session';
import type { EngineSession } from './engine-session';
import type { Sources } from './sources';

export interface RecoveryPorts {
  readonly sources: Pick<Sources, 'retry' | 'openDemo'>;
  readonly capture: Pick<CaptureSession, 'saveUnsaved' | 'storeUnsaved'>;
  readonly engine: Pick<EngineSession, 'restart'>;
  readonly offline: Pick<OfflineCopy, 'update'>;
  readonly controls: Pick<SourceControls, 'focusSelect' | 'chooseFile'>;
}

/** What each way on that an error card offers does. */
export function recoveryWays({
  sources,
  capture,
  engine,
  offline,
  controls,
}: RecoveryPorts): Readonly<Record<WayOn, () => void>> {
  return {
    retry: () => void sources.retry(),
    demo: () => void sources.openDemo(),
    'other-source': () => controls.focusSelect(),
    'open-file': () => controls.chooseFile(),
    'save-picture': () => void capture.saveUnsaved(),
    'store-again': () => void capture.storeUnsaved(),
    restart: () => void engine.restart(),
    update: () => void offline.update(),
  };
}
