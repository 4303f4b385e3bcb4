import { type Clock, wallClock } from '../domain/clock';
import { type ErrorReport, fromErrorReport, ReticleError } from '../domain/errors';
import { Heartbeat, waitAwake } from './heartbeat';
import { watchLifeline } from './lifeline';
import type { CallTable, Endpoint, FromWorker, InputOf, ResultOf, ToWorker } from './messages';

import type { CallOptions, ConnectOptions, Remote } from './remote';

import { type SilenceBoard, silenceBoard } from './silence-board';

export type { InputOf, ResultOf } from './messages';

export type { CallOptions, ConnectOptions, Remote } from './remote';

export function connect<Calls extends CallTable<Calls>, Events extends object = Record<never, never>>(
  endpoint: Endpoint,
  options: ConnectOptions,
): Remote<Calls, Events> {
  return new Connection<Calls, Events>(endpoint, options);
}

interface Pending {
  resolve(value: unknown): void;
  reject(cause: unknown): void;
  heard(fraction: number, stage: string): void;
  readonly silentForMs: number;
}

/** A worker that does not answer for so long, ms, is reported; */
const SILENT_MS = 2_000;
/** so long, ms, is given up, and so is a call. */
const DEADLINE_MS = 120_000;

const pageHidden = () => typeof document !== 'undefined' && document.hidden;

class Connection<Calls extends CallTable<Calls>, Events extends object> implements Remote<Calls, Events> {
  readonly #endpoint: Endpoint;
  readonly #options: ConnectOptions;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Map<string, Set<(value: unknown) => void>>();
  readonly #sendFailed = new Set<(error: ErrorReport, name: string) => void>();
  readonly #deaths = new Set<(error: ErrorReport) => void>();
  readonly #silences = new Set<(ms: number | null) => void>();
  readonly #closed = new AbortController();
  readonly #heartbeat: Heartbeat;
  readonly #board: SilenceBoard;
  #death: ErrorReport | null = null;
  #everHeard = false;
  #lastId = 0;

  constructor(endpoint: Endpoint, options: ConnectOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    const { clock = wallClock, silentAfterMs = SILENT_MS, deadAfterMs = DEADLINE_MS } = options;
    const { startsWithinMs = silentAfterMs } = options;
    this.#board = options.silences ?? silenceBoard;
    const { pingWhenIdle = false, hidden = pageHidden } = options;
    this.#clock = clock;
    const { signal } = this.#closed;
    const receive = (event: Event) => this.#receive((event as MessageEvent<FromWorker>).data);
    endpoint.addEventListener('message', receive, { signal });
    endpoint.addEventListener('messageerror', () => this.#die('a message could not be read'), { signal });
    endpoint.addEventListener('close', () => this.#die('it closed the connection'), { signal });
    const failed = (event: Event) => {
      event.preventDefault();
      const detail = 'message' in event ? String(event.message) : '';
      this.#die(detail || 'its program could not be loaded');
    };
    endpoint.addEventListener('error', failed, { signal });
    if (endpoint instanceof MessagePort) endpoint.start();
    this.#heartbeat = new Heartbeat(
      {
        ping: () => this.#post({ kind: 'ping' }),
        silent: (ms) => {
          this.#board.silent(this, { name: options.name, since: Date.now() - ms });
          this.#tell(this.#silences, ms);
        },
        back: () => {
          this.#board.over(this);
          this.#tell(this.#silences, null);
        },
        dead: (ms) => this.#die(`it has not answered for ${Math.round(ms / 1000)} s`),
      },
      {
        ...{ clock, deadAfterMs },
        silentAfterMs: () => {
          const borne = [...this.#pending.values()].map(({ silentForMs }) => silentForMs);
          return Math.max(this.#everHeard ? silentAfterMs : startsWithinMs, ...borne);
        },
        resting: () => hidden() || (!pingWhenIdle && this.#pending.size === 0),
      },
    );
  }

  get dead(): boolean {
    return this.#death !== null;
  }

  call<Name extends keyof Calls & string>(
    name: Name,
    input?: InputOf<Calls[Name]>,
    options: CallOptions = {},
  ) {
    return this.#call(name, input, options) as Promise<ResultOf<Calls[Name]>>;
  }

  send<Name extends keyof Calls & string>(
    name: Name,
    input: InputOf<Calls[Name]>,
    transfer?: readonly Transferable[],
  ): void {
    if (!this.#death) this.#post({ kind: 'call', id: null, name, input }, transfer);
  }

  on<Name extends keyof Events & string>(name: Name, listener: (value: Events[Name]) => void) {
    const listeners = this.#events.get(name) ?? new Set();
    this.#events.set(name, listeners);
    // Events of a name carry the value of that name.
    return added(listeners, listener as (value: unknown) => void);
  }

  onSendFailed(listener: (error: ErrorReport, name: string) => void) {
    return added(this.#sendFailed, listener);
  }

  onDeath(listener: (error: ErrorReport) => void) {
    if (this.#death) listener(this.#death);
    return added(this.#deaths, listener);
  }

  onSilence(listener: (ms: number | null) => void) {
    return added(this.#silences, listener);
  }

  close(): void {
    this.#deaths.clear();
    this.#die('it was closed');
  }

  #call(
    name: string,
    input: unknown,
    { transfer, signal, onProgress, deadlineMs = DEADLINE_MS, silentForMs = 0 }: CallOptions,
  ) {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#death) throw fromErrorReport(this.#death);
      signal?.throwIfAborted();
      const id = ++this.#lastId;
      let deadline = new AbortController();
      const settle = <Value>(outcome: (value: Value) => void) => {
        return (value: Value) => {
          this.#pending.delete(id);
          deadline.abort();
          signal?.removeEventListener('abort', aborted);
          outcome(value);
        };
      };
      const pending: Pending = { resolve: settle(resolve), reject: settle(reject), heard, silentForMs };
      const giveUp = (cause: unknown) => {
        pending.reject(cause);
        this.#post({ kind: 'abort', id });
      };
      const aborted = () => giveUp(signal?.reason);
      const watch = async (ms: number) => {
        deadline.abort();
        deadline = new AbortController();
        const own = deadline.signal;
        await waitAwake(this.#clock, ms, own);
        if (!own.aborted) giveUp(this.#late(name, ms));
      };
      function heard(fraction: number, stage: string) {
        void watch(deadlineMs);
        onProgress?.(fraction, stage);
      }
      // First, as a message that cannot be cloned throws.
      this.#post({ kind: 'call', id, name, input }, transfer);
      this.#pending.set(id, pending);
      signal?.addEventListener('abort', aborted);
      void watch(deadlineMs);
    });
  }

  #late(name: string, ms: number): ReticleError {
    return new ReticleError(
      'worker-silent',
      `The ${this.#options.name} did not answer "${name}" within ${Math.round(ms / 100) / 10} s.`,
      'Try again; if this happens often, close other programs.',
    );
  }

  #post(message: ToWorker, transfer: readonly Transferable[] = []): void {
    this.#endpoint.postMessage(message, { transfer: [...transfer] });
  }

  #tell<Values extends unknown[]>(listeners: Iterable<(...values: Values) => void>, ...values: Values): void {
    for (const listener of [...listeners]) listener(...values);
  }

  #receive(message: FromWorker): void {
    this.#everHeard = true;
    this.#heartbeat.heard();
    if (message.kind === 'result') this.#pending.get(message.id)?.resolve(message.value);
    else if (message.kind === 'error') this.#pending.get(message.id)?.reject(fromErrorReport(message.error));
    else if (message.kind === 'progress')
      this.#pending.get(message.id)?.heard(message.fraction, message.stage);
    else if (message.kind === 'event') this.#tell(this.#events.get(message.name) ?? [], message.value);
    else if (message.kind === 'send-failed') this.#tell(this.#sendFailed, message.error, message.name);
    else if (message.kind === 'end') this.#die(message.error.message);
    else if (message.kind === 'hello')
      watchLifeline(message.lock, this.#closed.signal, () => this.#die('it ended by itself'));
  }

  #die(why: string): void {
    if (this.#death) return;
    const { name, remedy = 'Try again; if it stops again, reload the page.' } = this.#options;
    this.#death = { code: 'worker-crashed', message: `The ${name} stopped (${why}).`, remedy };
    this.#heartbeat.stop();
    this.#board.over(this);
    this.#closed.abort();
    if (this.#endpoint instanceof MessagePort) {
      this.#post({ kind: 'close' });
      this.#endpoint.close();
    } else if ('terminate' in this.#endpoint) (this.#endpoint as Worker).terminate();
    for (const { reject } of [...this.#pending.values()]) reject(fromErrorReport(this.#death));
    this.#tell(this.#deaths, this.#death);
  }
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
