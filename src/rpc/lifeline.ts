/**
 * How one side learns that the other is gone. A worker that ends itself raises no event anywhere, but the browser
 * releases its Web Locks however it ended; a worker that is merely busy keeps them.
 */
const locks = (): LockManager | undefined => globalThis.navigator?.locks;

/** Holds a lock for as long as this thread lives, or until the returned function is called. */
export function holdLifeline(held: (name: string) => void): () => void {
  const name = `lifeline ${crypto.randomUUID()}`;
  const release = new AbortController();
  locks()
    ?.request(name, () => {
      held(name);
      return new Promise<void>((resolve) => release.signal.addEventListener('abort', () => resolve()));
    })
    .catch(() => {
      // Not allowed here (an opaque origin): the heartbeat remains.
    });
  return () => release.abort();
}

/** Calls `ended` when the thread that holds the lock is gone. */
export function watchLifeline(name: string, signal: AbortSignal, ended: () => void): void {
  locks()
    ?.request(name, { signal }, ended)
    .catch(() => {
      // Aborted: the watcher was closed first.
    });
}
