import type { Mounting } from '../domain/frame';
import { type FieldGeometry, fieldGeometry } from './field-geometry';
import { type CopiedFrame, type CopiedPlane, FrameCopier, yuvEncoding } from './frame-planes';
import type { MountingMap } from './mounting';
import { type YuvToRgb, yuvToRgb } from './yuv';

/** A field in plain memory: sRGB code values, alpha 255, mounting undone. */
export interface ReadField {
  readonly width: number;
  readonly height: number;
  /** Valid until the next frame is read, or for good once {@link FieldReader.giveAway} was called. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly geometry: FieldGeometry;
}

const NO_MEMORY = new Uint8ClampedArray(0);

/** The import of import.wgsl on the CPU. */
export class FieldReader {
  readonly #copier = new FrameCopier();
  #frame = NO_MEMORY;
  #field = NO_MEMORY;
  #spare: Uint8ClampedArray<ArrayBuffer> | null = null;

  /**
   * @throws ReticleError 'file-too-large' or 'file-empty' for sizes that are no live field, 'video-corrupt' where
   *   the pixels cannot be read
   */
  async read(frame: VideoFrame, mounting: Mounting): Promise<ReadField> {
    const geometry = fieldGeometry(frame, mounting);
    const copied = await this.#copier.copy(frame);
    const { form, bytes, planes, upright } = copied;
    const { width = 0, height = 0 } = planes[0] ?? {};
    this.#frame = this.#memory(this.#frame, 4 * width * height);
    if (form.entryPoint === 'rgb') copyRgb(bytes, planes[0], this.#frame);
    else yuvToRgba(copied, yuvToRgb(yuvEncoding(frame)), this.#frame);
    const map = upright ? geometry.toFrame : geometry.toStored;
    if (isPlain(map, width, height)) return { width, height, rgba: this.#frame, geometry };
    const { size } = map;
    this.#field = this.#memory(this.#field, 4 * size.width * size.height);
    unmount(this.#frame, width, map, this.#field);
    return { ...size, rgba: this.#field, geometry };
  }

  /** The field read last belongs to the caller from now on; other memory is taken for the next. */
  giveAway({ rgba }: Pick<ReadField, 'rgba'>): void {
    if (this.#frame === rgba) this.#frame = NO_MEMORY;
    if (this.#field === rgba) this.#field = NO_MEMORY;
  }

  /** Memory that was transferred and is no longer usable: taking new for each frame costs more than filling it. */
  giveBack(rgba: Uint8ClampedArray<ArrayBuffer>): void {
    this.#spare = rgba;
  }

  #memory(present: Uint8ClampedArray<ArrayBuffer>, length: number): Uint8ClampedArray<ArrayBuffer> {
    if (present.length === length) return present;
    const spare = this.#spare;
    this.#spare = null;
    return spare?.length === length ? spare : new Uint8ClampedArray(length);
  }
}

function copyRgb(bytes: Uint8Array, plane: CopiedPlane | undefined, out: Uint8ClampedArray): void {
  out.set(bytes.subarray(0, out.length));
  const swapped = plane?.form.texture === 'bgra8unorm';
  for (let at = 0; at < out.length; at += 4) {
    if (swapped) {
      const blue = out[at] ?? 0;
      out[at] = out[at + 2] ?? 0;
      out[at + 2] = blue;
    }
    out[at + 3] = 255;
  }
}

/** YUV to RGBA; chroma lies between its luma samples (JPEG siting), and is interpolated. */
function yuvToRgba({ bytes, planes, form }: CopiedFrame, rgb: YuvToRgb, out: Uint8ClampedArray): void {
  const [luma, second, third] = planes;
  if (!luma || !second) return;
  const step = form.entryPoint === 'nv12' ? 2 : 1;
  const us = second.offset;
  const vs = third ? third.offset : second.offset + 1;
  const columns = second.width;
  const halfColumns = second.form.across - 1;
  const halfRows = second.form.down - 1;
  const [red, green, blue] = rgb;
  // Chroma of one row of luma px, still with as few columns as it has.
  const u = new Float32Array(columns);
  const v = new Float32Array(columns);
  const { width, height } = luma;
  for (let y = 0; y < height; y++) {
    const near = y >> halfRows;
    const far = halfRows ? beside(y, second.height) : near;
    const [a, b] = [near * second.stride, far * second.stride];
    for (let c = 0, at = 0; c < columns; c++, at += step) {
      u[c] = 0.75 * (bytes[us + a + at] ?? 0) + 0.25 * (bytes[us + b + at] ?? 0);
      v[c] = 0.75 * (bytes[vs + a + at] ?? 0) + 0.25 * (bytes[vs + b + at] ?? 0);
    }
    const row = luma.offset + y * luma.stride;
    for (let x = 0, at = 4 * y * width; x < width; x++, at += 4) {
      const c = x >> halfColumns;
      const next = halfColumns ? beside(x, columns) : c;
      const lightness = bytes[row + x] ?? 0;
      const cu = 0.75 * (u[c] ?? 0) + 0.25 * (u[next] ?? 0);
      const cv = 0.75 * (v[c] ?? 0) + 0.25 * (v[next] ?? 0);
      out[at] = red[0] * lightness + red[1] * cu + red[2] * cv + 255 * red[3];
      out[at + 1] = green[0] * lightness + green[1] * cu + green[2] * cv + 255 * green[3];
      out[at + 2] = blue[0] * lightness + blue[1] * cu + blue[2] * cv + 255 * blue[3];
      out[at + 3] = 255;
    }
  }
}

/** Of two px that share a chroma sample, the sample next to it on the side of this px. */
const beside = (px: number, samples: number) =>
  Math.min(samples - 1, Math.max(0, (px >> 1) + ((px & 1) === 0 ? -1 : 1)));

const isPlain = ({ size, a, d, tx, ty }: MountingMap, width: number, height: number) =>
  a === 1 && d === 1 && tx === 0 && ty === 0 && size.width === width && size.height === height;

/** Brings every field px from where the mounting has it in the frame, whole px to whole px. */
function unmount(frame: Uint8ClampedArray, width: number, map: MountingMap, out: Uint8ClampedArray): void {
  const from = new Uint32Array(frame.buffer, frame.byteOffset, frame.length / 4);
  const to = new Uint32Array(out.buffer, out.byteOffset, out.length / 4);
  for (let y = 0, at = 0; y < map.size.height; y++)
    for (let x = 0; x < map.size.width; x++, at++) {
      const fx = Math.floor(map.a * (x + 0.5) + map.b * (y + 0.5) + map.tx);
      const fy = Math.floor(map.c * (x + 0.5) + map.d * (y + 0.5) + map.ty);
      to[at] = from[fy * width + fx] ?? 0;
    }
}
