import { type ErrorReport, toErrorReport } from '../domain/errors';
import { type Gpu, openGpu } from '../gpu/device';
import type { SlideMemory } from '../tracking/slide-memory';
import { CanvasPipeline } from './canvas-pipeline';
import type { FieldPipeline } from './field-pipeline';
import { GpuPipeline } from './gpu-pipeline';

export type OpenedPipeline =
  | {
      readonly kind: 'open';
      readonly pipeline: FieldPipeline;
      readonly gpu: Gpu | null;
      /** Why WebGPU is not used, for the user; null where it is or was not wanted. */
      readonly notice: ErrorReport | null;
      readonly lost: Promise<string> | null;
      /** Loses the device as a driver reset would (tests). */
      readonly loseDevice: (() => void) | null;
    }
  /** The canvas is tied to WebGPU, which does not work: the page must give a new canvas. */
  | { readonly kind: 'unusable'; readonly error: ErrorReport };

/**
 * Opens drawing by WebGPU, else by Canvas 2D with a notice. `memory` is what tracking remembers of the slide: it
 * outlives the pipeline.
 */
export async function openPipeline(
  canvas: OffscreenCanvas,
  withoutGpu: boolean,
  memory: SlideMemory,
): Promise<OpenedPipeline> {
  if (withoutGpu) return openCanvas(canvas, null, memory);
  let gpu: Gpu;
  try {
    gpu = await openGpu();
  } catch (cause) {
    return openCanvas(canvas, explain(cause), memory);
  }
  try {
    const pipeline = await GpuPipeline.create(gpu, canvas, memory);
    return {
      kind: 'open',
      pipeline,
      gpu,
      notice: null,
      lost: gpu.lost.then((info) => info.message || info.reason || 'no reason given'),
      loseDevice: () => gpu.device.destroy(),
    };
  } catch (cause) {
    gpu.destroy();
    return openCanvas(canvas, explain(cause), memory);
  }
}

function openCanvas(
  canvas: OffscreenCanvas,
  notice: ErrorReport | null,
  memory: SlideMemory,
): OpenedPipeline {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context)
    return {
      kind: 'unusable',
      error: notice ?? {
        code: 'webgpu-lost',
        message: 'The graphics device did not come back.',
        remedy: 'Reticle goes on without WebGPU, more slowly.',
      },
    };
  return {
    kind: 'open',
    pipeline: new CanvasPipeline(canvas, context, memory),
    gpu: null,
    notice,
    lost: null,
    loseDevice: null,
  };
}

function explain(cause: unknown): ErrorReport {
  return toErrorReport(cause, {
    code: 'webgpu-missing',
    message: 'WebGPU could not be started.',
    remedy: 'Reticle goes on with the slower drawing path.',
  });
}
