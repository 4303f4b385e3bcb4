import { holdCase } from '../capture/case-hold';
import { openStore } from '../capture/open-store';
import { createEngineClient } from '../engine/client';
import { measureSnapshot } from '../measure/measure-snapshot';
import { listCameras } from '../source/camera/camera';
import { CameraWatcher } from '../source/camera/camera-watcher';
import { openSource } from '../source/open-source';
import { composeReticle, type Reticle } from './compose';
import { saveFile } from './files';
import { announcePage, otherPages, serviceWorkerKeeper } from './offline/service-worker';
import './i18n/i18n';
import { openModelLibrary } from './models/model-library';
import { modelUrls } from './session/model-urls';
import { parseDeepLink } from './state/deep-link';
import { PreferenceStorage } from './state/preference-storage';

/** Puts the page together from engine, sources, storage and address. */
export function createReticle(): Reticle {
  announcePage();
  return composeReticle(
    {
      createClient: createEngineClient,
      modelUrls,
      openSource,
      listCameras,
      cameraGranted,
      watchForCamera: ({ deviceId, label, resolution }, hooks) => {
        const watcher = new CameraWatcher({ deviceId, label }, resolution ? { resolution } : {}, hooks);
        return () => watcher.stop();
      },
      storage: new PreferenceStorage(() => window.localStorage),
      exports: {
        measure: measureSnapshot,
        save: ({ blob, name }) => saveFile(blob, name),
        version: __VERSION__,
        now: () => new Date(),
      },
      offline: {
        // What is being developed changes all the time.
        keeper: import.meta.env.PROD ? serviceWorkerKeeper() : null,
        otherPages,
        reload: () => window.location.reload(),
      },
      openCaseStore: () => openStore(),
      models: { openLibrary: () => openModelLibrary(), bring: () => import('../model/bring') },
      holdCase: (caseId) => holdCase(caseId),
    },
    parseDeepLink(window.location.search),
  );
}

async function cameraGranted(): Promise<boolean> {
  try {
    const permission = await navigator.permissions.query({ name: 'camera' });
    return permission.state === 'granted';
  } catch {
    // Not every browser answers for the camera.
    return false;
  }
}
