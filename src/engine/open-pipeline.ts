import { type ErrorReport, toErrorReport } from '../domain/errors';
import { adapterName, type Gpu, openGpu } from '../gpu/device';
import type { SlideMemory } from '../tracking/slide-memory';
import { CanvasPipeline } from './canvas-pipeline';
import type { FieldPipeline } from './field-pipeline';
import { GpuPipeline } from './gpu-pipeline';
import type { EngineCommand } from './port';

type Wanted = Pick<Extract<EngineCommand, { kind: 'start' }>['options'], 'drawing' | 'backend'>;

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
 * Opens drawing by WebGPU on a graphics processor, by Canvas 2D where there is only software that imitates one
 * (measured faster, docs/adr/0002), and by Canvas 2D with a notice where WebGPU is missing. `memory` is what
 * tracking remembers of the slide: it outlives the pipeline.
 */
export async function openPipeline(
  canvas: OffscreenCanvas,
  wanted: Wanted,
  memory: SlideMemory,
): Promise<OpenedPipeline> {
  if (wanted.drawing === 'canvas-2d') return openCanvas(canvas, null, memory);
  let gpu: Gpu;
  try {
    gpu = await openGpu();
  } catch (cause) {
    return openCanvas(canvas, explain(cause), memory);
  }
  if (gpu.software && wanted.drawing !== 'webgpu' && wanted.backend !== 'webgpu') {
    const name = adapterName(gpu.adapterInfo);
    gpu.destroy();
    return openCanvas(canvas, null, memory, `software only (${name})`);
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
  adapter?: string,
): OpenedPipeline {
  let pipeline: FieldPipeline;
  try {
    pipeline = new CanvasPipeline(canvas, memory, adapter);
  } catch {
    // The canvas belongs to WebGPU.
    return {
      kind: 'unusable',
      error: notice ?? {
        code: 'webgpu-lost',
        message: 'The graphics device did not come back.',
        remedy: 'Reticle goes on without WebGPU, more slowly.',
      },
    };
  }
  return {
    kind: 'open',
    pipeline,
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
