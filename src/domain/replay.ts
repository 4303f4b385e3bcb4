/** How far back the replay buffer reaches, ms. */
export const REPLAY_MS = 10_000;

/** One recorded frame, as the page sees it. */
export interface ReplayFrame {
  readonly id: number;
  /** Time of capture, ms since the Unix epoch. */
  readonly capturedAt: number;
  /** JPEG after mounting and flat field, in full resolution, without overlay. */
  readonly picture: Blob;
  readonly width: number;
  readonly height: number;
  /** Null without calibration. */
  readonly umPerPx: number | null;
}
