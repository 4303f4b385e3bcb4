import { ReticleError } from '../domain/errors';

/** The one GPUDevice, with what the rest needs to know of its adapter. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  /** Software adapter: slower than Canvas 2D and WebAssembly on the same processor (measured, docs/adr/0002). */
  readonly software: boolean;
  /** Resolves when the device is lost for another reason than our own destroy(). */
  readonly lost: Promise<GPUDeviceLostInfo>;
  readonly memory: GpuMemory;
  destroy(): void;
}

/** Bytes of the buffers and textures that our passes own. */
export class GpuMemory {
  #bytes = 0;
  get bytes(): number {
    return this.#bytes;
  }
  add(bytes: number): void {
    this.#bytes += bytes;
  }
}

/** Software rasterisers do not always say so by `isFallbackAdapter`. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  const name = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|software/.test(name);
}

/** The adapter for people to read. */
export function adapterName({ vendor, architecture, description }: GPUAdapterInfo): string {
  return [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter';
}

/**
 * Opens the device with the limits that the largest model input needs.
 * @throws ReticleError 'webgpu-missing' where there is no WebGPU, no adapter or no device.
 */
export async function openGpu(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<Gpu> {
  const missing = (message: string, cause?: unknown) =>
    new ReticleError(
      'webgpu-missing',
      message,
      'Use a current Chrome or Edge with hardware acceleration switched on. Reticle goes on with the slower drawing path.',
      { cause },
    );
  if (!gpu) throw missing('This browser has no WebGPU.');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw missing('WebGPU found no graphics adapter.');
  const features: GPUFeatureName[] = (['timestamp-query', 'shader-f16'] as const).filter((name) =>
    adapter.features.has(name),
  );
  const wanted = 512 * 1024 * 1024;
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      requiredFeatures: features,
      requiredLimits: {
        maxStorageBufferBindingSize: Math.min(wanted, adapter.limits.maxStorageBufferBindingSize),
        maxBufferSize: Math.min(wanted, adapter.limits.maxBufferSize),
        maxComputeWorkgroupStorageSize: adapter.limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupSizeX: adapter.limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: adapter.limits.maxComputeInvocationsPerWorkgroup,
        maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage,
      },
    });
  } catch (cause) {
    throw missing('The graphics adapter refused a WebGPU device.', cause);
  }
  let ours = false;
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    device.lost.then((info) => {
      if (!ours) resolve(info);
    });
  });
  return {
    device,
    adapterInfo: adapter.info,
    software: isSoftwareAdapter(adapter.info),
    lost,
    memory: new GpuMemory(),
    destroy() {
      ours = true;
      device.destroy();
    },
  };
}
