import { holdCase } from '../capture/case-hold';
import { openStore } from '../capture/open-store';
import { createEngineClient } from '../engine/client';
import { measureSnapshot } from '../measure/measure-snapshot';
import { listCameras } from '../source/camera/camera';
import { CameraWatcher } from '../source/camera/camera-watcher';
import { openSource } from '../source/open-source';
import './i18n/i18n';
import { t } from './i18n/i18n';
import { modelUrls } from './session/model-urls';
import { Reticle } from './session/reticle';
import { saveFile } from './session/save-file';
import { parseDeepLink } from './state/deep-link';
import { PreferenceStorage } from './state/preference-storage';

/** Puts the page together from engine, sources, storage and address. */
export function createReticle(): Reticle {
  let reticle: Reticle | null = null;
  const storage = new PreferenceStorage(
    () => window.localStorage,
    () =>
      reticle?.store.notify({
        tone: 'note',
        report: { message: t('notices.storageTitle'), remedy: t('notices.storageRemedy') },
        ways: [],
        topic: 'storage',
      }),
  );
  reticle = new Reticle(
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
      storage,
      exports: {
        measure: measureSnapshot,
        save: saveBlob,
        version: __VERSION__,
        now: () => new Date(),
      },
      openCaseStore: () => openStore(),
      holdCase: (caseId) => holdCase(caseId),
    },
    parseDeepLink(window.location.search),
  );
  return reticle;
}

/** The address is let go once the browser has surely begun to write. */
function saveBlob({ blob, name }: { readonly blob: Blob; readonly name: string }): void {
  const url = URL.createObjectURL(blob);
  saveFile(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
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
