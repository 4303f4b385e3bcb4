import { ReticleError } from '../domain/errors';
import type { Progress } from '../domain/runtime';
import type { CallName, WorkerCalls, WorkerReply, WorkerRequest } from './worker-messages';

/** A worker that says nothing for this long while it is asked something counts as dead. */
const TICK_MS = 5_000;
const SILENT_TICKS = 24;

interface Pending {
  resolve(result: unknown): void;
  reject(error: ReticleError): void;
  readonly progress: Progress | undefined;
}

/**
 * One inference worker and the calls under way to it. When it crashes, every call under way is rejected with
 * 'worker-crashed' and the link is dead: its owner makes a new one.
 */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #watch: ReturnType<typeof setInterval>;
  #lastId = 0;
  #silentTicks = 0;
  #dead: ReticleError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<WorkerReply>) => this.#receive(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#die(event.message || 'its program could not be loaded');
    };
    worker.onmessageerror = () => this.#die('a message to it could not be read');
    // Ticks, not a deadline: a laptop that slept through the deadline has not lost its worker.
    this.#watch = setInterval(() => {
      if (this.#pending.size === 0) this.#silentTicks = 0;
      else if (++this.#silentTicks > SILENT_TICKS) this.#die('it no longer answers');
    }, TICK_MS);
  }

  get dead(): boolean {
    return this.#dead !== null;
  }

  /** @throws ReticleError as the worker reports it, or 'worker-crashed' */
  call<Name extends CallName>(
    call: Name,
    args: WorkerCalls[Name]['in'],
    options: { transfer?: Transferable[]; progress?: Progress } = {},
  ): Promise<WorkerCalls[Name]['out']> {
    return new Promise((resolve, reject) => {
      if (this.#dead) return reject(this.#dead);
      const id = ++this.#lastId;
      this.#pending.set(id, {
        // The worker answers each call with the result of its own name.
        resolve: resolve as (result: unknown) => void,
        reject,
        progress: options.progress,
      });
      this.#worker.postMessage({ id, call, args } as WorkerRequest, options.transfer ?? []);
    });
  }

  close(): void {
    this.#die('it was closed');
  }

  #receive(reply: WorkerReply): void {
    this.#silentTicks = 0;
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.kind === 'progress') {
      pending.progress?.(reply.fraction, reply.stage);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind === 'done') {
      pending.resolve(reply.result);
      return;
    }
    const { code, message, remedy } = reply.error;
    pending.reject(new ReticleError(code, message, remedy));
    if (reply.fatal) this.#die(message);
  }

  #die(why: string): void {
    if (this.#dead) return;
    this.#dead = new ReticleError(
      'worker-crashed',
      `The worker that runs the models stopped: ${why}.`,
      'It is started again by itself. If this happens often, close other programs or choose another backend.',
    );
    clearInterval(this.#watch);
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(this.#dead);
    this.#pending.clear();
  }
}
