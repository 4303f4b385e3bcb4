import type { Gpu } from '../gpu/device';
import { Readback } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { type CentreRect, centreRect } from './centre';
import type { FieldBytes } from './resample-reference';

/** Rows of a copy from a texture begin at multiples of so many bytes. */
const ROW_BYTES = 256;

/** Reads the middle of field textures back: at most a megabyte, of the very px that the CPU has. */
export class CentreReader {
  readonly #resources: GpuResources;
  #last: { rect: CentreRect; stride: number; buffer: GPUBuffer; readback: Readback } | null = null;

  constructor(private readonly gpu: Gpu) {
    this.#resources = new GpuResources(gpu);
  }

  /** Records the copy of `field` (rgba8unorm); `fetch` in the same task in which `encoder` is submitted. */
  read(encoder: GPUCommandEncoder, field: GPUTexture): { fetch(): Promise<FieldBytes> } {
    const { rect, stride, buffer, readback } = this.#bufferFor(centreRect(field));
    const { left, top, width, height } = rect;
    encoder.copyTextureToBuffer(
      { texture: field, origin: { x: left, y: top } },
      { buffer, bytesPerRow: stride },
      { width, height },
    );
    return {
      fetch: async () => {
        const values = await readback.fetch(buffer);
        if (!values) throw new Error('a readback without a limit refused a reading');
        const rgba = new Uint8ClampedArray(values.buffer);
        if (stride === 4 * width) return { width, height, rgba };
        const packed = new Uint8ClampedArray(4 * width * height);
        for (let y = 0; y < height; y++)
          packed.set(rgba.subarray(y * stride, y * stride + 4 * width), 4 * y * width);
        return { width, height, rgba: packed };
      },
    };
  }

  destroy(): void {
    this.#last?.readback.destroy();
    this.#resources.destroy();
  }

  #bufferFor(rect: CentreRect) {
    const last = this.#last;
    if (last?.rect.width === rect.width && last.rect.height === rect.height) {
      const same = { ...last, rect };
      this.#last = same;
      return same;
    }
    if (last) {
      last.readback.destroy();
      this.#resources.release(last.buffer);
    }
    const stride = ROW_BYTES * Math.ceil((4 * rect.width) / ROW_BYTES);
    const size = stride * rect.height;
    const buffer = this.#resources.buffer({
      label: 'centre of the field',
      size,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    const made = { rect, stride, buffer, readback: new Readback(this.gpu.device, size) };
    this.#last = made;
    return made;
  }
}
