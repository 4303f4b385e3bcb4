import { epochNow } from './frame-pump';

/** What the browser reports of a frame. */
export interface FrameTiming {
  /** ms since `performance.timeOrigin` at which it was captured, where the browser knows. */
  readonly captureTime?: number | undefined;
  /** ms of the clock that the frames are stamped with, whose origin nobody tells. */
  readonly timestamp?: number | undefined;
}

/** A frame is never older than this when it arrives, ms; what says so is stamped by some other clock. */
const OLDEST_MS = 2000;
/** Frames over which the quickest arrival is looked for: short enough to follow clocks that drift apart. */
const WINDOW = 64;

/**
 * When the frames of one track were captured, ms since the Unix epoch. As the browser tells it, else by the
 * frames' own stamps, set to the clock of this page by the frame that arrived quickest: what a busy computer adds to
 * the others is taken off, what every frame takes alike is not known. Else the time of arrival.
 */
export class CaptureTimes {
  #delays: number[] = [];

  constructor(
    private readonly now: () => number = epochNow,
    private readonly timeOrigin: number = performance.timeOrigin,
  ) {}

  /** Called with each frame when it arrives. */
  of({ captureTime, timestamp }: FrameTiming): number {
    const now = this.now();
    if (captureTime !== undefined) {
      const told = this.timeOrigin + captureTime;
      if (told <= now && now - told <= OLDEST_MS) return told;
    }
    if (timestamp === undefined) return now;
    const delay = now - timestamp;
    this.#delays = [...this.#delays, delay].slice(-WINDOW);
    const late = delay - Math.min(...this.#delays);
    if (late <= OLDEST_MS) return now - late;
    // The stamps have jumped: what was learnt of them is void.
    this.#delays = [delay];
    return now;
  }
}

/** What a frame of a track says of its own capture. */
export function timingOf(frame: VideoFrame): FrameTiming {
  return { captureTime: toldByMetadata(frame), timestamp: frame.timestamp / 1000 };
}

/** Not every browser has `VideoFrame.metadata`, and not every camera fills it in. */
function toldByMetadata(frame: VideoFrame): number | undefined {
  if (!('metadata' in frame) || typeof frame.metadata !== 'function') return undefined;
  const metadata: unknown = frame.metadata();
  if (typeof metadata !== 'object' || metadata === null || !('captureTime' in metadata)) return undefined;
  return typeof metadata.captureTime === 'number' ? metadata.captureTime : undefined;
}
