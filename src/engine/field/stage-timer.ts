import type { StageName } from '../../domain/diagnostics';
import type { StageClock } from '../field-pipeline';

/** Tells the clock how long each stage took by waiting for the GPU; free of cost when there is no clock. */
export function stageTimer(
  device: { readonly queue: Pick<GPUQueue, 'onSubmittedWorkDone'> },
  clock: StageClock | null,
): (stage: StageName) => Promise<void> {
  let last = performance.now();
  return async (stage) => {
    if (!clock) return;
    await device.queue.onSubmittedWorkDone();
    const now = performance.now();
    clock(stage, now - last);
    last = now;
  };
}
