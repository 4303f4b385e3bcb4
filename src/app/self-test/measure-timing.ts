import type { Diagnostics } from '../../domain/diagnostics';
import type { Timing } from '../../optics/self-test/checks';

const LOOKS = 10;
const BETWEEN_MS = 500;

export interface TimingPorts {
  readonly diagnostics: () => Promise<Diagnostics>;
  /** A hidden page rests. */
  readonly visible: () => boolean;
  /** 0..1 */
  readonly progressed: (fraction: number) => void;
  readonly now?: () => number;
  readonly wait?: (ms: number) => Promise<void>;
}

const waitFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Frame rate, latency and dropped frames of some five seconds. Null where the page was hidden meanwhile. */
export async function measureTiming(ports: TimingPorts): Promise<Timing | null> {
  const { now = () => performance.now(), wait = waitFor } = ports;
  const before = await ports.diagnostics();
  const start = now();
  for (let look = 1; look <= LOOKS; look++) {
    await wait(BETWEEN_MS);
    if (!ports.visible()) return null;
    ports.progressed(look / LOOKS);
  }
  const after = await ports.diagnostics();
  const seconds = (now() - start) / 1000;
  const displayed = after.displayedFrames - before.displayedFrames;
  const dropped = after.droppedFrames - before.droppedFrames;
  return {
    framesPerSecond: displayed / seconds,
    latencyMs: displayed > 0 ? (after.latency?.p95 ?? null) : null,
    droppedShare: displayed + dropped > 0 ? dropped / (displayed + dropped) : null,
  };
}
