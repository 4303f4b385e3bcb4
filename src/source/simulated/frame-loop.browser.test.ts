import { expect, test, vi } from 'vitest';
import { toErrorReport } from '../../domain/errors';
import { FramePuller } from '../pull';
import { runFrames } from './frame-loop';
import { Simulation } from './simulation';
import { waveSlide } from './test-slide';

test('nothing is rendered while nobody asks', async () => {
  const render = vi.fn(waveSlide().render);
  const simulation = new Simulation(
    { ...waveSlide(), render },
    { size: { width: 64, height: 48 }, touring: true },
  );
  const { port1, port2 } = new MessageChannel();
  const pump = runFrames(simulation, port1, {}, { onFrame: () => {}, onCrash: () => {} });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(render).not.toHaveBeenCalled();
  (await new FramePuller(port2).frame()).image.close();
  expect(render).toHaveBeenCalled();
  pump.close();
});

test('a slide that fails ends the source with a report', async () => {
  const broken = {
    ...waveSlide(),
    render: () => {
      throw new Error('broken slide');
    },
  };
  const simulation = new Simulation(broken, { size: { width: 64, height: 48 } });
  const { port1, port2 } = new MessageChannel();
  const pump = runFrames(
    simulation,
    port1,
    { stepped: true },
    {
      onFrame: () => {},
      onCrash: (error) =>
        pump.end(toErrorReport(error, { code: 'worker-crashed', message: 'Stopped', remedy: 'Again' })),
    },
  );
  expect(await new FramePuller(port2).reply()).toEqual({
    kind: 'ended',
    error: { code: 'worker-crashed', message: 'Stopped (broken slide)', remedy: 'Again' },
  });
});
