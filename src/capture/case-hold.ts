/** The part of Web Locks that is used here. */
export type Locks = Pick<LockManager, 'request'>;

/** One page at a time keeps the live annotations of a case: two that wrote their own lists would undo each other. */
export interface CaseHold {
  /** Whether this page has it now. */
  readonly held: boolean;
  /** Resolves once this page has it: when the page that has it lets go, is closed, or has died. */
  readonly whenHeld: Promise<void>;
  /** Lets the next page have it, or stops waiting. */
  release(): void;
}

/** A page that is being loaded again may still have the lock of its last life, ms. */
const PATIENCE = 500;

/**
 * Asks for a case, and tells soon whether this page has it. A lock ends with its page however that ends, so none is
 * left behind by a crash. Where the browser has no locks the case is held at once.
 * @param locks of the origin (Web Locks API, W3C)
 */
export async function holdCase(
  caseId: string,
  locks: Locks | undefined = globalThis.navigator?.locks,
  patience = PATIENCE,
): Promise<CaseHold> {
  if (!locks) return { held: true, whenHeld: Promise.resolve(), release: () => {} };
  const abort = new AbortController();
  let held = false;
  let letGo: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const whenHeld = new Promise<void>((resolve) => {
    locks
      .request(`reticle drawn ${caseId}`, { signal: abort.signal }, () => {
        held = true;
        resolve();
        return over;
      })
      // Stopped waiting: nobody listens any more.
      .catch(() => {});
  });
  await Promise.race([whenHeld, new Promise((resolve) => setTimeout(resolve, patience))]);
  return {
    get held() {
      return held;
    },
    whenHeld,
    release: () => {
      held = false;
      abort.abort();
      letGo();
    },
  };
}
