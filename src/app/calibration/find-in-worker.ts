import type { FramePixels } from '../../engine/port';
import type { MicrometerAnswer } from '../../optics/calibration/micrometer';

/** Finds graduations in a frame, in a worker of its own. Rejects where the worker fails, or by `signal`. */
export function findInWorker(pixels: FramePixels, signal: AbortSignal): Promise<MicrometerAnswer> {
  const { width, height, rgba } = pixels;
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const [r, g, b] = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0];
    values[i] = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  }
  return new Promise<MicrometerAnswer>((resolve, reject) => {
    const worker = new Worker(new URL('./find-micrometer-worker.ts', import.meta.url), {
      type: 'module',
      name: 'micrometer',
    });
    const end = () => {
      worker.terminate();
      signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      end();
      reject(new DOMException('The search was given up.', 'AbortError'));
    };
    signal.addEventListener('abort', abort);
    worker.onmessage = ({ data }: MessageEvent<MicrometerAnswer>) => {
      end();
      resolve(data);
    };
    worker.onerror = (event) => {
      end();
      reject(new Error(event.message || 'worker failed'));
    };
    worker.postMessage({ width, height, values }, [values.buffer]);
  });
}
