import type { FramePixels } from '../../engine/port';
import type { BlankField } from '../../optics/self-test/blank-field';
import type { TargetAnswer } from '../../optics/self-test/target';
import type { PictureRequest } from './self-test-worker';

/** The two pictures that are measured. Each rejects where the worker fails. */
export interface PictureMeasures {
  blank(pixels: FramePixels): Promise<BlankField>;
  target(pixels: FramePixels): Promise<TargetAnswer>;
}

export const measuresInWorker: PictureMeasures = {
  blank: (pixels) => ask<BlankField>('blank', pixels),
  target: (pixels) => ask<TargetAnswer>('target', pixels),
};

function ask<Answer>(part: PictureRequest['part'], { width, height, rgba }: FramePixels): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const worker = new Worker(new URL('./self-test-worker.ts', import.meta.url), {
      type: 'module',
      name: 'self-test',
    });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message || 'worker failed'));
    };
    const request: PictureRequest = { part, width, height, rgba };
    worker.postMessage(request, [rgba.buffer]);
  });
}
