import { type Frame, type FrameReply, type FrameRequest, frameSize } from '../domain/frame';

type Answer = Exclude<FrameReply, { kind: 'flow' }>;

/** Consumer side of the pull protocol, one frame at a time. For tests; the engine has its own. */
export class FramePuller {
  private waiting: ((reply: Answer) => void) | null = null;
  private early: Answer | null = null;

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<FrameReply>) => {
      if (data.kind === 'flow') return;
      if (this.waiting) this.waiting(data);
      else this.early = data;
      this.waiting = null;
    };
  }

  /** The next reply, asked for or, for 'ended', sent unasked. */
  async reply(): Promise<Answer> {
    const early = this.early;
    this.early = null;
    if (early) return early;
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.port.postMessage({ kind: 'next' } satisfies FrameRequest);
    });
  }

  /** The next frame. The caller closes its image. Throws where the source has ended. */
  async frame(): Promise<Frame> {
    const reply = await this.reply();
    if (reply.kind === 'ended') throw new Error(`ended: ${reply.error.code} ${reply.error.message}`);
    return reply.frame;
  }

  /** The next frame's px as RGBA bytes, and the frame, whose image is closed. */
  async pixels(): Promise<{ frame: Frame; width: number; height: number; rgba: Uint8ClampedArray }> {
    const frame = await this.frame();
    try {
      const { width, height } = frameSize(frame.image);
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      context.drawImage(frame.image, 0, 0);
      return { frame, width, height, rgba: context.getImageData(0, 0, width, height).data };
    } finally {
      frame.image.close();
    }
  }
}
