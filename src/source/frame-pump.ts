import type { ErrorReport } from '../domain/errors';
import type { FrameFlow, FrameOptics, FrameReply, FrameRequest, FrameTruth } from '../domain/frame';

export interface PumpHandlers<Image = VideoFrame> {
  /** A frame has come; it must be left as it is. */
  readonly onOffered?: (image: Image) => void;
  /** The consumer has asked and nothing is held: make a frame. */
  readonly onWanted?: () => void;
  /** The consumer needs no more frames; called once. */
  readonly onClose?: () => void;
}

/** What a pump carries: VideoFrame, or in tests anything transferable that must be closed. */
type Closable = Transferable & { close(): void };

/** What a source knows of a frame beside the picture. */
export interface ToldOfFrame {
  readonly optics?: FrameOptics;
  readonly truth?: FrameTruth;
}

/**
 * Producer side of the pull protocol (domain/frame.ts), the same for all sources. At most one frame is held,
 * the newest; a frame that nobody asks for is closed when the next one comes.
 */
export class FramePump<Image extends Closable = VideoFrame> {
  private held: ({ image: Image; sequence: number; capturedAt: number } & ToldOfFrame) | null = null;
  private asked = false;
  private stopped = false;
  private sequence = 0;
  private flow: FrameFlow = 'steady';
  private readonly closeListeners: (() => void)[] = [];

  constructor(
    private readonly port: MessagePort,
    private readonly handlers: PumpHandlers<Image> = {},
  ) {
    port.onmessage = ({ data }: MessageEvent<FrameRequest>) => {
      if (this.stopped) return;
      if (data.kind === 'close') this.close();
      else {
        this.asked = true;
        if (this.held) this.send();
        else handlers.onWanted?.();
      }
    };
    // Where the browser tells that the other end has gone, nobody is left to send 'close'.
    port.addEventListener('close', () => this.close());
  }

  /** True while a request waits for a frame. */
  get wanted(): boolean {
    return this.asked && !this.stopped;
  }

  get closed(): boolean {
    return this.stopped;
  }

  /** Calls `listener` once the pump is closed. */
  whenClosed(listener: () => void): void {
    if (this.stopped) listener();
    else this.closeListeners.push(listener);
  }

  /** Takes ownership of `image`. `capturedAt`: ms since the Unix epoch. */
  offer(image: Image, capturedAt: number, told: ToldOfFrame = {}): void {
    if (this.stopped) {
      image.close();
      return;
    }
    this.handlers.onOffered?.(image);
    this.held?.image.close();
    this.held = { image, sequence: this.sequence++, capturedAt, ...told };
    if (this.asked) this.send();
  }

  /** What the consumer may expect from now on. */
  expect(flow: FrameFlow): void {
    if (this.stopped || flow === this.flow) return;
    this.flow = flow;
    this.port.postMessage({ kind: 'flow', flow } satisfies FrameReply);
  }

  /** The source has stopped by itself. Told once, at once; a frame that is held is dropped. */
  end(error: ErrorReport): void {
    if (this.stopped) return;
    this.port.postMessage({ kind: 'ended', error } satisfies FrameReply);
    this.close();
  }

  /** Releases the held frame and the port. Safe to call twice. */
  close(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.held?.image.close();
    this.held = null;
    this.port.onmessage = null;
    this.port.close();
    this.handlers.onClose?.();
    for (const listener of this.closeListeners) listener();
  }

  private send(): void {
    const frame = this.held;
    if (!frame) return;
    this.held = null;
    this.asked = false;
    try {
      this.port.postMessage({ kind: 'frame', frame }, [frame.image]);
    } finally {
      // Closing a transferred frame does nothing; one that could not be sent must not leak.
      frame.image.close();
    }
  }
}

/** Now, in ms since the Unix epoch, comparable across workers. */
export const epochNow = (): number => performance.timeOrigin + performance.now();
