import type { Clock } from '../domain/clock';
import type { ErrorReport } from '../domain/errors';
import type { Progress } from '../domain/runtime';
import type { CallTable, CallWithoutInput, InputOf, ResultOf } from './messages';
import type { SilenceBoard } from './silence-board';

export interface CallOptions {
  /** Given away with the input. */
  readonly transfer?: readonly Transferable[];
  /** Gives the call up: it is rejected with the signal's reason, and the handler's signal is aborted. */
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
  /** Longest time without an answer or progress, ms; then it is given up with 'worker-silent'. Two minutes by default. */
  readonly deadlineMs?: number;
  /** The worker gives no sign of life for so long while it carries this out, ms, and is not told of as silent. */
  readonly silentForMs?: number;
}

export interface ConnectOptions {
  /** Used in messages: 'image engine' gives "The image engine stopped". */
  readonly name: string;
  /** What the user can do when it has stopped. */
  readonly remedy?: string;
  readonly clock?: Clock;
  /**
   * Time without an answer to a ping or a sign of life after which `onSilence` is called, ms; 2 s by default: it is then
   * known within 3 s. More for a worker whose ordinary tasks block it for longer and give no signs.
   */
  readonly silentAfterMs?: number;
  /** The same until the worker is first heard, while its program is fetched and compiled; as long by default. */
  readonly startsWithinMs?: number;
  /** Where silence is noted; by default that of this thread. */
  readonly silences?: SilenceBoard;
  /** Unanswered pings after which the worker is ended, ms. A long task blocks a worker without ending it. */
  readonly deadAfterMs?: number;
  /** Pings also while no call is pending. */
  readonly pingWhenIdle?: boolean;
  /** No pings while the page is hidden. */
  readonly hidden?: () => boolean;
}

/** The calling side of a worker. */
export interface Remote<Calls extends CallTable<Calls>, Events> {
  readonly dead: boolean;
  /**
   * @throws ReticleError as the worker reports it; 'worker-silent' after the deadline; 'worker-crashed' when the
   * worker ended or was closed. Rejects with the reason of `signal` when that is aborted.
   */
  call<Name extends CallWithoutInput<Calls> & string>(name: Name): Promise<ResultOf<Calls[Name]>>;
  call<Name extends keyof Calls & string>(
    name: Name,
    input: InputOf<Calls[Name]>,
    options?: CallOptions,
  ): Promise<ResultOf<Calls[Name]>>;
  /** As `call`, but nothing is awaited; a failure goes to `onSendFailed`. Nothing happens when it is dead. */
  send<Name extends keyof Calls & string>(
    name: Name,
    input: InputOf<Calls[Name]>,
    transfer?: readonly Transferable[],
  ): void;
  /** Returns what ends the listening. */
  on<Name extends keyof Events & string>(name: Name, listener: (value: Events[Name]) => void): () => void;
  onSendFailed(listener: (error: ErrorReport, name: string) => void): () => void;
  /** Told once, not for `close`; at once where it is dead already. */
  onDeath(listener: (error: ErrorReport) => void): () => void;
  /** How long no ping was answered, ms, when that is long; null when the worker is back. */
  onSilence(listener: (ms: number | null) => void): () => void;
  /** Ends the worker and rejects what is pending. Safe to call twice. */
  close(): void;
}
