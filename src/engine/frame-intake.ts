import type { ErrorReport } from '../domain/errors';
import type { Frame, FrameFlow, FrameReply, FrameRequest } from '../domain/frame';

/**
 * Consumer side of the pull protocol: asks for the next frame, hands it to `onFrame`, and asks again when
 * that is done. So there is at most one frame here, and none waits while an older one is worked on.
 */
export class FrameIntake {
  #port: MessagePort | null = null;
  /** Counts attachments: what an overtaken one still delivers is closed unseen. */
  #generation = 0;
  #paused = false;
  #owed = false;
  /** The next frame was asked for and has not come. */
  #asked = false;
  #lastSequence: number | null = null;
  #working: Promise<void> = Promise.resolve();
  #dropped = 0;

  constructor(
    private readonly onFrame: (frame: Frame) => Promise<void>,
    private readonly onEnded: (error: ErrorReport) => void,
    /** A frame that could not be taken in; the next is asked for all the same. */
    private readonly onError: (cause: unknown) => void,
    /** What the source says may be expected of it. */
    private readonly onFlow: (flow: FrameFlow) => void = () => {},
  ) {}

  /** Frames that the source made and nobody asked for in time. */
  get dropped(): number {
    return this.#dropped;
  }

  attach(port: MessagePort | null): void {
    const generation = ++this.#generation;
    const old = this.#port;
    if (old) {
      const close: FrameRequest = { kind: 'close' };
      old.postMessage(close);
      old.onmessage = (event: MessageEvent<FrameReply>) => {
        if (event.data.kind === 'frame') event.data.frame.image.close();
      };
    }
    this.#port = port;
    this.#lastSequence = null;
    this.#owed = false;
    this.#asked = false;
    if (port) this.#listen(port, generation);
  }

  /** What has come and was not taken in yet is of another slide: it is closed unseen, and the next asked for. */
  restart(): void {
    const generation = ++this.#generation;
    if (this.#port) this.#listen(this.#port, generation);
  }

  #listen(port: MessagePort, generation: number): void {
    port.onmessage = (event: MessageEvent<FrameReply>) => {
      const reply = event.data;
      if (reply.kind === 'flow') {
        if (generation === this.#generation) this.onFlow(reply.flow);
        return;
      }
      if (reply.kind === 'ended') {
        if (generation === this.#generation) this.onEnded(reply.error);
        return;
      }
      this.#asked = false;
      void this.#take(reply.frame, generation);
    };
    if (!this.#asked) this.#request();
  }

  /** While paused (frozen, hidden) no frame is asked for. */
  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (!paused && this.#owed) this.#request();
  }

  /** Frames are worked on one at a time, across a change of source too. */
  async #take(frame: Frame, generation: number): Promise<void> {
    const before = this.#working;
    let done = () => {};
    this.#working = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await before;
      if (generation !== this.#generation) return;
      if (this.#lastSequence !== null) this.#dropped += Math.max(0, frame.sequence - this.#lastSequence - 1);
      this.#lastSequence = frame.sequence;
      await this.onFrame(frame);
    } catch (cause) {
      this.onError(cause);
    } finally {
      done();
      frame.image.close();
      if (generation === this.#generation) this.#request();
    }
  }

  #request(): void {
    if (this.#paused) {
      this.#owed = true;
      return;
    }
    this.#owed = false;
    this.#asked = this.#port !== null;
    const next: FrameRequest = { kind: 'next' };
    this.#port?.postMessage(next);
  }
}
