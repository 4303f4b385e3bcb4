/**
 * How one side learns that the other is gone. A worker that ends itself raises no event anywhere, but the browser
 * releases its Web Locks however it ended; a worker that is merely busy keeps them.
 */
const locks = (): LockManager | undefined => globalThis.navigator?.locks;

export interface Lifeline {
  /** The lock is held, and its name told; or there are no locks here. */
  readonly ready: Promise<void>;
  release(): void;
}

/** Holds a lock for as long as this thread lives, or until it is released. */
export function holdLifeline(held: (name: string) => void): Lifeline {
  const name = `lifeline ${crypto.randomUUID()}`;
  const released = new AbortController();
  const manager = locks();
  const ready = new Promise<void>((resolve) => {
    if (!manager) return resolve();
    const hold = () => {
      held(name);
      resolve();
      return new Promise<void>((end) => released.signal.addEventListener('abort', () => end()));
    };
    // Not allowed in an opaque origin: the heartbeat remains.
    manager.request(name, hold).catch(() => resolve());
  });
  return { ready, release: () => released.abort() };
}

/** Calls `ended` when the thread that holds the lock is gone. */
export function watchLifeline(name: string, signal: AbortSignal, ended: () => void): void {
  locks()
    ?.request(name, { signal }, ended)
    .catch(() => {
      // Aborted: the watcher was closed first.
    });
}
