import type { AnnotationKeeper } from '../annotate/annotation-keeper';
import type { OfflineCopy } from '../offline/offline-copy';
import type { SlideKeeper } from '../slides/slide-keeper';
import type { DeepLink } from '../state/deep-link';
import type { AppStore } from '../state/store';
import type { CaseSession } from './case-session';
import type { EngineSession } from './engine-session';
import { firstRequest } from './first-request';
import type { Sources } from './sources';

export interface StartParts {
  readonly store: AppStore;
  readonly engine: EngineSession;
  readonly sources: Sources;
  readonly cases: CaseSession;
  readonly slideKeeper: SlideKeeper;
  readonly keeper: AnnotationKeeper;
  readonly offline: OfflineCopy;
  readonly story: { start(): void };
  readonly modelUrls: () => Promise<readonly string[]>;
  readonly cameraGranted: () => Promise<boolean>;
  /** False on the first visit. */
  readonly remembered: boolean;
  readonly visible: () => boolean;
}

/** Starts the engine and opens the first source: what the address names, else what was used last, else the demo. */
export async function startPage(parts: StartParts, link: DeepLink): Promise<void> {
  const { store, engine, sources, cases, keeper, slideKeeper } = parts;
  if (link.models) switchModels(store, await parts.modelUrls(), link.models);
  document.addEventListener('visibilitychange', () => {
    engine.send({ kind: 'visibility', visible: parts.visible() });
    // Timers of hidden pages wait; the page may not come back.
    void keeper.flush();
    if (!parts.visible()) void slideKeeper.keep();
  });
  void cases.start();
  slideKeeper.start();
  await engine.start();
  void sources.refreshCameras();
  const { source } = store.state.preferences;
  const cameraGranted = source.kind === 'camera' && (await parts.cameraGranted());
  const request = firstRequest(link, source, parts.remembered, cameraGranted);
  if (request) await sources.openFirst(request);
  void parts.offline.begin();
  if (!store.state.preferences.page.welcomed && Object.keys(link).length === 0) parts.story.start();
}

/** These models are on and the others off, for this visit. */
function switchModels(store: AppStore, urls: readonly string[], wanted: readonly string[]): void {
  const known = urls.map((url) => url.split('/').filter(Boolean).at(-1) ?? '');
  const ids = [...new Set([...known, ...wanted])];
  store.patch({ linkedModels: Object.fromEntries(ids.map((id) => [id, wanted.includes(id)])) });
}
