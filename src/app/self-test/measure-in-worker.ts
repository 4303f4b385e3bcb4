import type { FramePixels } from '../../engine/port';
import type { BlankField } from '../../optics/self-test/blank-field';
import type { TargetAnswer } from '../../optics/self-test/target';
import { callOnce } from '../../rpc/call-once';
import type { Remote } from '../../rpc/connect';
import type { SelfTestCalls } from './self-test-worker';

/** The two pictures that are measured. Each rejects where the worker fails. */
export interface PictureMeasures {
  blank(pixels: FramePixels): Promise<BlankField>;
  target(pixels: FramePixels): Promise<TargetAnswer>;
}

export const measuresInWorker: PictureMeasures = {
  blank: (pixels) => inWorker((remote) => remote.call('blank', pixels, { transfer: [pixels.rgba.buffer] })),
  target: (pixels) => inWorker((remote) => remote.call('target', pixels, { transfer: [pixels.rgba.buffer] })),
};

function inWorker<Result>(
  measure: (remote: Remote<SelfTestCalls, object>) => Promise<Result>,
): Promise<Result> {
  const worker = new Worker(new URL('./self-test-worker.ts', import.meta.url), {
    type: 'module',
    name: 'self-test',
  });
  return callOnce(worker, { name: 'measurement of the picture', remedy: 'Take the picture again.' }, measure);
}
