/**
 * Reads the few bytes a scheduler needs, without stalling the frame: copies into a staging buffer of its own
 * and maps that. `read` may be called again before the last has come back; when all staging buffers are in
 * flight it returns null and the caller simply has no news this frame.
 */
export class Readback {
  readonly #free: GPUBuffer[] = [];
  readonly #all: GPUBuffer[] = [];

  constructor(
    device: GPUDevice,
    private readonly bytes: number,
    depth = 3,
  ) {
    for (let i = 0; i < depth; i++) {
      const buffer = device.createBuffer({
        label: 'readback',
        size: bytes,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
      this.#all.push(buffer);
      this.#free.push(buffer);
    }
  }

  /** Records the copy; call `fetch` of the result after the encoder was submitted. */
  record(
    encoder: GPUCommandEncoder,
    source: GPUBuffer,
    offset = 0,
  ): { fetch(): Promise<Float32Array<ArrayBuffer>> } | null {
    const staging = this.#free.pop();
    if (!staging) return null;
    encoder.copyBufferToBuffer(source, offset, staging, 0, this.bytes);
    return {
      fetch: async () => {
        await staging.mapAsync(GPUMapMode.READ);
        const copy = new Float32Array(staging.getMappedRange().slice(0));
        staging.unmap();
        this.#free.push(staging);
        return copy;
      },
    };
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
  }
}

/** Reads a whole buffer once (tests, snapshots). */
export async function readBuffer(
  device: GPUDevice,
  source: GPUBuffer,
  bytes = source.size,
): Promise<ArrayBuffer> {
  const staging = device.createBuffer({
    size: bytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const copy = staging.getMappedRange().slice(0);
  staging.destroy();
  return copy;
}

/** A picture as the graphics card hands it over: rows padded to `stride` bytes, 4 bytes a px. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly order: 'rgba' | 'bgra';
  readonly data: ArrayBuffer;
}

/** Reads an rgba8unorm or bgra8unorm texture; what costs CPU time is left to {@link unpackPicture}. */
export async function readRawTexture(device: GPUDevice, texture: GPUTexture): Promise<RawPicture> {
  const { width, height, format } = texture;
  const stride = Math.ceil((width * 4) / 256) * 256;
  const staging = device.createBuffer({
    size: stride * height,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow: stride }, { width, height });
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const data = staging.getMappedRange().slice(0);
  staging.destroy();
  return { width, height, stride, order: format.startsWith('bgra') ? 'bgra' : 'rgba', data };
}

/** RGBA bytes, row by row without padding. */
export function unpackPicture({
  width,
  height,
  stride,
  order,
  data,
}: RawPicture): Uint8ClampedArray<ArrayBuffer> {
  const padded = new Uint8Array(data);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    rgba.set(padded.subarray(y * stride, y * stride + width * 4), y * width * 4);
  if (order === 'bgra') {
    for (let i = 0; i < rgba.length; i += 4) {
      const blue = rgba[i] ?? 0;
      rgba[i] = rgba[i + 2] ?? 0;
      rgba[i + 2] = blue;
    }
  }
  return rgba;
}

/** As RGBA bytes at once (tests, single pictures). */
export async function readTexture(
  device: GPUDevice,
  texture: GPUTexture,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  return unpackPicture(await readRawTexture(device, texture));
}
