/**
 * How a step of IndexedDB goes wrong: the request is refused, there is no room for it, the browser ends its transaction
 * after it, or it takes long.
 */
export type StorageFault = 'fails' | 'full' | 'aborts' | 'slow';
export const STORAGE_FAULTS: readonly StorageFault[] = ['fails', 'full', 'aborts', 'slow'];

const REQUESTS = ['add', 'put', 'get', 'getAll', 'getAllKeys', 'getKey', 'delete', 'count', 'clear'] as const;
const CURSORS = ['openCursor', 'openKeyCursor'] as const;
/** Requests that a slow one waits behind. */
const QUEUE = 25;

type Method = (this: object, ...input: unknown[]) => unknown;

/** IndexedDB whose n-th step goes wrong, once. A step is a request, or the begin of a transaction. */
export class FaultyStorage {
  #steps = 0;
  #at: number | null = null;
  #fault: StorageFault = 'fails';
  readonly #originals: (() => void)[] = [];

  constructor() {
    for (const owner of [IDBObjectStore.prototype, IDBIndex.prototype])
      for (const name of [...REQUESTS, ...CURSORS]) if (name in owner) this.#watch(owner, name);
    this.#watch(IDBDatabase.prototype, 'transaction');
  }

  /** Steps since the last arming. */
  get steps(): number {
    return this.#steps;
  }

  /** @param at the step that goes wrong, from 0; null: none */
  arm(at: number | null, fault: StorageFault = 'fails'): void {
    this.#steps = 0;
    this.#at = at;
    this.#fault = fault;
  }

  restore(): void {
    for (const original of this.#originals.splice(0)) original();
  }

  #watch(owner: object, name: string): void {
    const original: Method = Reflect.get(owner, name);
    const step = (self: object, input: unknown[]) => this.#step(original, self, input);
    Reflect.set(owner, name, function watched(this: object, ...input: unknown[]) {
      return step(this, input);
    });
    this.#originals.push(() => Reflect.set(owner, name, original));
  }

  #step(original: Method, self: object, input: unknown[]): unknown {
    if (this.#at === null || this.#steps++ !== this.#at) return original.apply(self, input);
    if (this.#fault === 'fails') throw new DOMException('The disk does not answer.', 'UnknownError');
    if (this.#fault === 'full') throw new DOMException('There is no room.', 'QuotaExceededError');
    if (this.#fault === 'slow') this.#queueBefore(self);
    const result = original.apply(self, input);
    if (this.#fault === 'aborts') transactionOf(self, result).abort();
    return result;
  }

  #queueBefore(self: object): void {
    const store = self instanceof IDBIndex ? self.objectStore : self;
    if (!(store instanceof IDBObjectStore)) return;
    for (let k = 0; k < QUEUE; k++) store.get('nothing of this name');
  }
}

function transactionOf(self: object, result: unknown): IDBTransaction {
  if (self instanceof IDBObjectStore) return self.transaction;
  if (self instanceof IDBIndex) return self.objectStore.transaction;
  if (result instanceof IDBTransaction) return result;
  throw new Error('a step without a transaction');
}
