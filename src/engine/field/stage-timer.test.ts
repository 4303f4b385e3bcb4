import { expect, test, vi } from 'vitest';
import { stageTimer } from './stage-timer';

const device = () => ({ queue: { onSubmittedWorkDone: vi.fn(async () => undefined) } });

test('each stage is told when the GPU is done with it', async () => {
  const gpu = device();
  const clock = vi.fn();
  const stage = stageTimer(gpu, clock);
  await stage('optics');
  await stage('tracking');
  expect(gpu.queue.onSubmittedWorkDone).toHaveBeenCalledTimes(2);
  expect(clock.mock.calls.map(([name]) => name)).toEqual(['optics', 'tracking']);
  for (const [, ms] of clock.mock.calls) expect(ms).toBeGreaterThanOrEqual(0);
});

test('without a clock nobody waits for the GPU', async () => {
  const gpu = device();
  await stageTimer(gpu, null)('overlay');
  expect(gpu.queue.onSubmittedWorkDone).not.toHaveBeenCalled();
});
