import type { Diagnostics, StageName } from '../domain/diagnostics';
import { STAGES } from '../domain/diagnostics';
import type { ErrorLog } from './error-log';
import type { FieldPipeline } from './field-pipeline';
import type { ActiveModel } from './inference/active-model';
import type { InferenceLoop } from './inference/inference-loop';
import type { ModelSet } from './inference/models';
import { calibrationBasis, type FrameFacts, modelsInUse } from './provenance';
import type { EngineSettings } from './settings';
import type { Timings } from './timings';

/** What of the engine goes into its diagnostics. */
export interface DiagnosticsView {
  readonly pipeline: Pick<FieldPipeline, 'drawing' | 'adapter' | 'gpuBytes' | 'tracked'> | null;
  readonly models: Pick<ModelSet, 'backend' | 'memoryUse'> | null;
  readonly active: readonly ActiveModel[];
  readonly loop: Pick<InferenceLoop, 'tiles'> | null;
  readonly settings: EngineSettings | null;
  readonly frame: FrameFacts | null;
  readonly displayedFrames: number;
  readonly displayedFramesPerSecond: number;
  readonly droppedFrames: number;
  readonly latency: Timings;
  readonly stages: Readonly<Record<StageName, Timings>>;
  readonly errors: ErrorLog;
}

export async function diagnosticsOf(view: DiagnosticsView): Promise<Diagnostics> {
  const { pipeline, models, loop, frame, settings } = view;
  const tracked = pipeline?.tracked() ?? null;
  const use = await models?.memoryUse();
  return {
    displayedFrames: view.displayedFrames,
    displayedFramesPerSecond: view.displayedFramesPerSecond,
    droppedFrames: view.droppedFrames,
    latency: view.latency.summary(),
    stages: Object.fromEntries(
      STAGES.map((name) => [name, view.stages[name].summary()]),
    ) as Diagnostics['stages'],
    overlayAgeMs: overlayAge(pipeline, view.active),
    tiles: loop ? tilesOf(loop) : { inferred: 0, reused: 0, skipped: 0, pending: 0 },
    adapter: pipeline?.adapter ?? 'none',
    drawing: pipeline?.drawing ?? 'canvas-2d',
    backend: models?.backend ?? null,
    gpuBytes: (pipeline?.gpuBytes ?? 0) + (use?.gpuBytes ?? 0),
    tensors: use?.tensors ?? 0,
    models: modelsInUse(view.active, settings),
    frameSize: frame?.size ?? null,
    umPerPx: frame?.umPerPx ?? null,
    calibration: calibrationBasis(frame, settings),
    stage: tracked
      ? { x: tracked.centre.x, y: tracked.centre.y, confidence: tracked.confidence, island: tracked.island }
      : null,
    errorCount: view.errors.count,
    errors: view.errors.entries(),
  };
}

function tilesOf({ tiles }: Pick<InferenceLoop, 'tiles'>): Diagnostics['tiles'] {
  const { inferred, reused, skipped, pending } = tiles;
  return { inferred, reused, skipped, pending };
}

/** Age of the newest inferred cell at the centre of the field, ms. */
function overlayAge(
  pipeline: Pick<FieldPipeline, 'tracked'> | null,
  active: readonly ActiveModel[],
): number | null {
  const tracked = pipeline?.tracked();
  if (!tracked) return null;
  const times = active.map(({ model, cells }) =>
    cells.time(
      Math.floor(tracked.centre.x / model.manifest.cellUm),
      Math.floor(tracked.centre.y / model.manifest.cellUm),
    ),
  );
  const newest = Math.max(0, ...times);
  return newest === 0 ? null : performance.timeOrigin + performance.now() - newest;
}
