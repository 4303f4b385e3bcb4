import { useSyncExternalStore } from 'react';

/** What of a window tells device px a CSS px. */
export interface RatioSource {
  readonly devicePixelRatio: number;
  matchMedia(query: string): Pick<MediaQueryList, 'addEventListener' | 'removeEventListener'>;
}

/**
 * Calls back whenever the device px a CSS px change: the window came to another screen, or the page was zoomed.
 * @returns stops watching
 */
export function watchPixelRatio(changed: () => void, source: RatioSource = window): () => void {
  let stop = () => {};
  const watch = () => {
    // A query matches one ratio: after each change another one is needed.
    const query = source.matchMedia(`(resolution: ${source.devicePixelRatio}dppx)`);
    const once = () => {
      stop();
      watch();
      changed();
    };
    query.addEventListener('change', once);
    stop = () => query.removeEventListener('change', once);
  };
  watch();
  return () => stop();
}

const subscribe = (changed: () => void) => watchPixelRatio(changed);

/** Device px a CSS px, kept up to date. */
export const usePixelRatio = (): number => useSyncExternalStore(subscribe, () => window.devicePixelRatio);
