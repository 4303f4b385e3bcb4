import { type ErrorReport, ReticleError, toErrorReport } from '../domain/errors';
import type { Progress } from '../domain/runtime';
import { Turns } from '../domain/turns';
import { holdLifeline } from './lifeline';
import type { CallTable, Endpoint, FromWorker, InputOf, ResultOf, ToWorker } from './messages';

/** A result with the buffers, frames and ports in it that are given away. Made by {@link transfer}. */
export class Transferred<Value> {
  constructor(
    readonly value: Value,
    readonly list: readonly Transferable[],
  ) {}
}

export const transfer = <Value>(value: Value, list: readonly Transferable[]) => new Transferred(value, list);

export interface CallContext {
  /** Aborted when the caller gave up or its deadline passed: nobody awaits the answer any more. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Least time between two signs of life, ms. */
const SIGN_MS = 250;

type Answer<Value> = Value | Transferred<Value>;

export type Handlers<Calls extends CallTable<Calls>> = {
  readonly [Name in keyof Calls]: (
    input: InputOf<Calls[Name]>,
    context: CallContext,
  ) => Answer<ResultOf<Calls[Name]>> | Promise<Answer<ResultOf<Calls[Name]>>>;
};

export interface ServeOptions {
  /** What to report where something other than a ReticleError is thrown. */
  readonly fallback?: (name: string) => ErrorReport;
  /** One call at a time, in the order in which they came. Else each begins when it comes. */
  readonly inTurn?: boolean;
  /** After such a failure the worker cannot go on. */
  readonly isFatal?: (cause: unknown) => boolean;
}

export interface Server<Events> {
  emit<Name extends keyof Events & string>(
    name: Name,
    value: Events[Name],
    transferred?: readonly Transferable[],
  ): void;
  /** Tells the other side that this worker cannot go on: it ends the worker and rejects what is pending. */
  fail(cause: unknown): void;
  /**
   * For the steps of a task that blocks this thread, which can answer no ping before it has ended: says that the task
   * goes on. May be called as often as there are steps; few of the calls send anything.
   */
  signOfLife(): void;
}

/**
 * Answers the calls that come in at `endpoint`: `self` in a worker, or a message port. A handler that throws
 * answers with an error report, and so does a name that has no handler.
 */
export function serve<Calls extends CallTable<Calls>, Events extends object = Record<never, never>>(
  endpoint: Endpoint,
  handlers: Handlers<Calls>,
  { fallback = notCarriedOut, inTurn = false, isFatal = () => false }: ServeOptions = {},
): Server<Events> {
  const turns = new Turns();
  const underWay = new Map<number, AbortController>();
  const post = (message: FromWorker, list: readonly Transferable[] = []) =>
    endpoint.postMessage(message, { transfer: [...list] });

  async function answer({ id, name, input }: Extract<ToWorker, { kind: 'call' }>, signal: AbortSignal) {
    if (signal.aborted) return;
    try {
      if (!Object.hasOwn(handlers, name)) throw unknownCall(name);
      // The caller's table of calls is the one that the handlers were made from.
      const handler = handlers[name as keyof Calls] as (input: unknown, context: CallContext) => unknown;
      const progress: Progress = (fraction, stage) => {
        if (id !== null && !signal.aborted) post({ kind: 'progress', id, fraction, stage });
      };
      const result = await handler(input, { signal, progress });
      if (id === null || signal.aborted) return;
      if (result instanceof Transferred) post({ kind: 'result', id, value: result.value }, result.list);
      else post({ kind: 'result', id, value: result });
    } catch (cause) {
      const error = toErrorReport(cause, fallback(name));
      if (id === null) post({ kind: 'send-failed', name, error });
      else if (!signal.aborted) post({ kind: 'error', id, error });
      if (isFatal(cause)) post({ kind: 'end', error });
    }
  }

  function begin(call: Extract<ToWorker, { kind: 'call' }>): void {
    const { id } = call;
    const controller = new AbortController();
    if (id !== null) underWay.set(id, controller);
    const task = () => answer(call, controller.signal);
    void (inTurn ? turns.take(task) : task()).finally(() => id !== null && underWay.delete(id));
  }

  const lifeline = holdLifeline((lock) => post({ kind: 'hello', lock }));
  function handle(data: ToWorker): void {
    if (data.kind === 'call') begin(data);
    else if (data.kind === 'abort') underWay.get(data.id)?.abort();
    else if (data.kind === 'ping') post({ kind: 'alive' });
    else {
      for (const controller of underWay.values()) controller.abort();
      lifeline.release();
    }
  }
  // Nothing is done before the other side can learn of this worker's end.
  endpoint.addEventListener('message', (event) => {
    void lifeline.ready.then(() => handle((event as MessageEvent<ToWorker>).data));
  });
  const fail = (cause: unknown) => post({ kind: 'end', error: toErrorReport(cause, fallback('')) });
  endpoint.addEventListener('messageerror', () => fail(new Error('a message to it could not be read')));
  if (endpoint instanceof MessagePort) endpoint.start();

  let lastSign = Number.NEGATIVE_INFINITY;
  function signOfLife(): void {
    const now = performance.now();
    if (now - lastSign < SIGN_MS) return;
    lastSign = now;
    post({ kind: 'alive' });
  }

  return {
    emit: (name, value, transferred) => post({ kind: 'event', name, value }, transferred),
    ...{ fail, signOfLife },
  };
}

const unknownCall = (name: string) =>
  new ReticleError('worker-crashed', `The worker knows no call "${name}".`, 'Reload the page.');

const notCarriedOut = (name: string): ErrorReport => ({
  code: 'worker-crashed',
  message: `The worker could not carry out "${name}".`,
  remedy: 'Try again; if it fails again, reload the page.',
});
