/**
 * Reads the few bytes a scheduler needs, without stalling the frame. Nothing is held between the passes that fill
 * the source and {@link fetch}, and what fetch takes it gives back however it ends, so that no error can use up
 * the staging buffers.
 */
export class Readback {
  readonly #idle: GPUBuffer[] = [];
  #underWay = 0;
  #closed = false;

  /**
   * @param bytes read each time, from the beginning of the source
   * @param most readings under way at a time; a further one is refused. Without it there are as many as are asked
   *   for, each with a staging buffer of its own, which later readings use again.
   */
  constructor(
    private readonly device: GPUDevice,
    private readonly bytes: number,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** Staging buffers that wait to be used again. */
  get idle(): number {
    return this.#idle.length;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /**
   * What the work submitted so far leaves in `source`. Call it in the same task as the submission, before other
   * work writes to `source`.
   * @returns null where as many readings as are allowed are under way
   */
  fetch(source: GPUBuffer): Promise<Float32Array<ArrayBuffer>> | null {
    return this.#underWay >= this.most ? null : this.#fetch(source);
  }

  /** Readings under way still come back. */
  destroy(): void {
    this.#closed = true;
    for (const buffer of this.#idle.splice(0)) buffer.destroy();
  }

  async #fetch(source: GPUBuffer): Promise<Float32Array<ArrayBuffer>> {
    this.#underWay++;
    let staging: GPUBuffer | undefined;
    let usable = false;
    try {
      staging = this.#idle.pop() ?? this.#make();
      const encoder = this.device.createCommandEncoder({ label: 'read back' });
      encoder.copyBufferToBuffer(source, 0, staging, 0, this.bytes);
      this.device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const copy = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      usable = true;
      return copy;
    } finally {
      this.#underWay--;
      if (staging && usable && !this.#closed) this.#idle.push(staging);
      else staging?.destroy();
    }
  }

  #make(): GPUBuffer {
    return this.device.createBuffer({
      label: 'readback',
      size: this.bytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
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
  return mapped(staging);
}

/** The bytes of a staging buffer, which is destroyed in any case. */
async function mapped(staging: GPUBuffer): Promise<ArrayBuffer> {
  try {
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
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
  const data = await mapped(staging);
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
