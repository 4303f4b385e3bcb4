import { Workbox } from 'workbox-window';
import type { FileKeeper } from './offline-copy';

/** Written by the build, beside index.html. */
const SCRIPT = '/sw.js';
/** Held by each page while it is open. */
const PAGE_LOCK = 'reticle-page';
/** The live view comes first: files are kept once the page has nothing else to do, or after this time, ms. */
const PATIENCE_MS = 15_000;

/** Keeps the program's files by a service worker. */
export function serviceWorkerKeeper(): FileKeeper {
  let workbox: Workbox | null = null;
  return {
    async begin(events) {
      if (!('serviceWorker' in navigator)) throw new Error('This browser has no service workers.');
      await idle();
      workbox = new Workbox(SCRIPT);
      workbox.addEventListener('waiting', () => events.newer());
      workbox.addEventListener('controlling', ({ isUpdate }) => {
        if (isUpdate) events.replaced();
      });
      const registration = await workbox.register();
      // Without one the browser has not refused, but has nothing to tell either.
      if (!registration) throw new Error('The service worker was not registered.');
      await navigator.serviceWorker.ready;
      events.kept();
    },
    takeNewer: () => workbox?.messageSkipWaiting(),
  };
}

/** Tells other pages that this one is open, until it is closed. */
export function announcePage(): void {
  void navigator.locks?.request(PAGE_LOCK, { mode: 'shared' }, () => new Promise<never>(() => {}));
}

export async function otherPages(): Promise<boolean> {
  const locks = await navigator.locks?.query();
  return (locks?.held ?? []).filter(({ name }) => name === PAGE_LOCK).length > 1;
}

const idle = () =>
  new Promise<void>((resolve) => {
    // Safari has none.
    if (typeof requestIdleCallback === 'function')
      requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS });
    else setTimeout(resolve, PATIENCE_MS);
  });
