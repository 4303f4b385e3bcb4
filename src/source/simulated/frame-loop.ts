import { epochNow, FramePump } from '../frame-pump';
import { FrameClock } from './frame-clock';
import type { Simulation } from './simulation';
import type { MicroscopeOptions } from './worker-calls';

/** A tour that nobody watches does not run on: no step is longer than this. */
const MAX_STEP_MS = 250;
/** How far ahead of the stage tiles are rendered. */
const PREFETCH_MS = 800;

export interface FrameLoopHooks {
  /** After each frame, for the state that the tour has changed. */
  readonly onFrame: () => void;
  /** Rendering failed: no more frames come. */
  readonly onCrash: (error: unknown) => void;
}

/** Answers frame requests on `port` from the simulation. Renders nothing while nobody asks. */
export function runFrames(
  simulation: Simulation,
  port: MessagePort,
  options: Pick<MicroscopeOptions, 'framesPerSecond' | 'stepped'>,
  hooks: FrameLoopHooks,
): FramePump {
  const { width, height } = simulation.camera.size;
  const words = new Uint32Array(width * height);
  const intervalMs = 1000 / (options.framesPerSecond ?? 30);
  let last: number | null = null;
  let steps = 0;

  const makeFrame = (now: number) => {
    if (!pump.wanted) return;
    try {
      const elapsed = last === null ? 0 : Math.min(MAX_STEP_MS, now - last);
      last = now;
      simulation.advance(options.stepped ? (steps++ > 0 ? intervalMs : 0) : elapsed);
      const truth = simulation.expose(words);
      const image = new VideoFrame(words, {
        format: 'RGBX',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round(1000 * (options.stepped ? steps * intervalMs : now)),
        colorSpace: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'rgb', fullRange: true },
      });
      const { umPerPx, objective } = truth;
      pump.offer(image, epochNow(), simulation.scaleKnown ? { optics: { umPerPx, objective }, truth } : {});
    } catch (error) {
      hooks.onCrash(error);
      return;
    }
    hooks.onFrame();
    // One tile at most, between two frames, so that a drive over new tissue does not stutter.
    if (!options.stepped) setTimeout(prefetch, 0);
  };
  const prefetch = () => {
    try {
      if (!pump.closed && clock.spareMs > 0) simulation.prefetch(PREFETCH_MS);
    } catch (error) {
      hooks.onCrash(error);
    }
  };
  const clock = new FrameClock(options.stepped ? 0 : intervalMs, makeFrame);
  const pump = new FramePump(port, {
    onWanted: () => (options.stepped ? makeFrame(performance.now()) : clock.request()),
    onClose: () => clock.stop(),
  });
  return pump;
}
