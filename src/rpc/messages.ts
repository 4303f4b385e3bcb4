import type { ErrorReport } from '../domain/errors';

/** What a worker answers to: for each call one function type of one input (or none) and its result. */
export type CallTable<Calls> = { [Name in keyof Calls]: (input: never) => unknown };
/** `undefined` for a call without input. */
export type InputOf<Call> = Call extends (...input: infer Input) => unknown ? Input[0] : never;
export type ResultOf<Call> = Call extends (...input: never[]) => infer Result ? Awaited<Result> : never;
export type CallWithoutInput<Calls> = {
  [Name in keyof Calls]: undefined extends InputOf<Calls[Name]> ? Name : never;
}[keyof Calls];

/** Either side of a channel: a worker, a message port, or the global scope of a worker. */
export interface Endpoint extends EventTarget {
  postMessage(message: unknown, options: StructuredSerializeOptions): void;
}

export type ToWorker =
  /** `id` is null where no answer is awaited. */
  | { readonly kind: 'call'; readonly id: number | null; readonly name: string; readonly input: unknown }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'close' };

export type FromWorker =
  /** The worker holds the Web Lock of this name for as long as it lives. */
  | { readonly kind: 'hello'; readonly lock: string }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorReport }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number; readonly stage: string }
  | { readonly kind: 'event'; readonly name: string; readonly value: unknown }
  /** A message that awaits no answer could not be carried out. */
  | { readonly kind: 'send-failed'; readonly name: string; readonly error: ErrorReport }
  /** The worker cannot go on. */
  | { readonly kind: 'end'; readonly error: ErrorReport }
  /** The worker is there: the answer to a ping, or a sign of life from the midst of a long task. */
  | { readonly kind: 'alive' };
