import { expect, test } from 'vitest';
import { testManifest } from '../model/test-model';
import { type DiagnosticsView, diagnosticsOf } from './diagnostics-report';
import { ErrorLog } from './error-log';
import { activeModel, examined, settingsFor } from './test-models';
import { Timings } from './timings';

const centre = { x: 400, y: -200 };
const tracked = { centre, umPerPx: 1, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } };
const pipeline = { drawing: 'webgpu' as const, adapter: 'a card', gpuBytes: 1000, tracked: () => tracked };

function view(change: Partial<DiagnosticsView> = {}): DiagnosticsView {
  const timings = () => new Timings();
  return {
    ...{ pipeline: null, models: null, active: [], loop: null, settings: null, frame: null },
    ...{ displayedFrames: 12, displayedFramesPerSecond: 24.5, droppedFrames: 3 },
    latency: timings(),
    stages: {
      ...{ capture: timings(), optics: timings(), tracking: timings() },
      ...{ inference: timings(), overlay: timings() },
    },
    errors: new ErrorLog(),
    ...change,
  };
}

test('before anything runs the report is empty, not wrong', async () => {
  expect(await diagnosticsOf(view())).toEqual({
    ...{ displayedFrames: 12, displayedFramesPerSecond: 24.5, droppedFrames: 3, latency: null },
    stages: { capture: null, optics: null, tracking: null, inference: null, overlay: null },
    ...{ overlayAgeMs: null, tiles: { inferred: 0, reused: 0, skipped: 0, pending: 0 } },
    ...{ adapter: 'none', drawing: 'canvas-2d', backend: null, gpuBytes: 0, tensors: 0, models: [] },
    ...{ frameSize: null, umPerPx: null, calibration: 'none', stage: null, errorCount: 0, errors: [] },
  });
});

test('it tells what is in use, where the stage is, and how old the cells under it are', async () => {
  const active = activeModel(testManifest('model'));
  const now = performance.timeOrigin + performance.now();
  examined(active, centre, () => 0.5, now - 5000);
  const size = { width: 640, height: 480 };
  const stages = view().stages;
  stages.overlay.add(7);
  const errors = new ErrorLog();
  errors.note({ code: 'frame-failed', message: 'A frame failed.', remedy: 'Wait.' });
  const report = await diagnosticsOf(
    view({
      pipeline,
      active: [active],
      settings: settingsFor([active]),
      frame: { size, umPerPx: 1, objective: 10, known: true, capturedAt: now },
      stages,
      errors,
      models: { backend: null, memoryUse: async () => ({ gpuBytes: 500, tensors: 4 }) },
    }),
  );
  expect(report).toMatchObject({
    ...{ adapter: 'a card', drawing: 'webgpu', gpuBytes: 1500, tensors: 4, calibration: 'known' },
    ...{ frameSize: size, umPerPx: 1, stage: { ...centre, confidence: 1, island: 2 } },
    models: [{ id: 'model', operatingPoint: 'balanced' }],
    ...{ errorCount: 1, stages: { overlay: { p50: 7 } } },
  });
  expect(report.overlayAgeMs).toBeGreaterThanOrEqual(5000);
});
