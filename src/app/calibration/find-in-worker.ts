import type { FramePixels } from '../../engine/port';
import type { MicrometerAnswer } from '../../optics/calibration/micrometer';
import { callOnce } from '../../rpc/call-once';
import type { MicrometerCalls } from './find-micrometer-worker';

/**
 * Finds graduations in a frame, in a worker of its own.
 * @throws ReticleError 'worker-crashed'; the reason of `signal` when that is aborted
 */
export function findInWorker(pixels: FramePixels, signal: AbortSignal): Promise<MicrometerAnswer> {
  const { width, height, rgba } = pixels;
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const [r, g, b] = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0];
    values[i] = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  }
  const worker = new Worker(new URL('./find-micrometer-worker.ts', import.meta.url), {
    type: 'module',
    name: 'micrometer',
  });
  return callOnce<MicrometerCalls, MicrometerAnswer>(
    worker,
    {
      name: 'search for graduations',
      remedy: 'Try again, or mark two points by hand.',
      silentAfterMs: 30_000,
    },
    (remote) => remote.call('find', { width, height, values }, { transfer: [values.buffer], signal }),
  );
}
