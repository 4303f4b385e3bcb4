import { createEngineClient } from '../engine/client';
import { openSource } from '../source/open-source';
import './i18n/i18n';
import { t } from './i18n/i18n';
import { modelUrls } from './session/model-urls';
import { Reticle } from './session/reticle';
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
      listCameras: async () => [],
      cameraGranted,
      watchForCamera: () => () => undefined,
      snapshotFileName: () => 'reticle.png',
      storage,
    },
    parseDeepLink(window.location.search),
  );
  return reticle;
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
