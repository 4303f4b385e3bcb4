import { useEffect, useState } from 'react';

/** Object URL of a blob for as long as it is shown. */
export function useBlobUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) {
      setUrl(null);
      return;
    }
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

/** Result of a promise that is asked for again when `key` changes; late answers are dropped. */
export function useLoaded<T>(key: string | null, load: (key: string) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<{ key: string | null; is: Loaded<T> }>({ key: null, is: LOADING });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the key asks for another value
  useEffect(() => {
    if (key === null) return;
    let current = true;
    const take = (is: Loaded<T>) => current && setLoaded({ key, is });
    load(key).then(
      (value) => take({ phase: 'ready', value }),
      (error: unknown) => take({ phase: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return loaded.key === key ? loaded.is : LOADING;
}

export type Loaded<T> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly value: T }
  | { readonly phase: 'failed'; readonly error: unknown };
const LOADING = { phase: 'loading' } as const;
