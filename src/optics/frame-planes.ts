import { ReticleError } from '../domain/errors';
import { frameSize } from '../domain/frame';
import { type FrameShape, storedSize } from './field-geometry';
import type { YuvEncoding } from './yuv';

/** How one plane of a frame becomes a texture: its format, and px of the frame a sample, across and down. */
interface PlaneForm {
  readonly texture: 'r8unorm' | 'rg8unorm' | 'rgba8unorm' | 'bgra8unorm';
  readonly bytes: 1 | 2 | 4;
  readonly across: 1 | 2;
  readonly down: 1 | 2;
}

/** A pixel layout that Reticle converts itself: the same on every machine. */
export interface FrameForm {
  /** `planar`: y, u and v in three planes; `nv12`: y, then u and v side by side. */
  readonly entryPoint: 'rgb' | 'planar' | 'nv12';
  readonly planes: readonly PlaneForm[];
  /** A plane of opacity follows, which no camera means. */
  readonly alpha?: boolean;
  /** Bits a sample where they are more than 8: two bytes each, of which the planes keep the upper 8 bits. */
  readonly bits?: 10 | 12;
}

const whole = { across: 1, down: 1 } as const;
const RGBA: FrameForm = { entryPoint: 'rgb', planes: [{ texture: 'rgba8unorm', bytes: 4, ...whole }] };
const BGRA: FrameForm = { entryPoint: 'rgb', planes: [{ texture: 'bgra8unorm', bytes: 4, ...whole }] };
const LUMA: PlaneForm = { texture: 'r8unorm', bytes: 1, ...whole };
const NV12: FrameForm = {
  entryPoint: 'nv12',
  planes: [LUMA, { texture: 'rg8unorm', bytes: 2, across: 2, down: 2 }],
};
/** A layout of three planes, by its name without opacity and bits. */
function planar(name: string, across: 1 | 2, down: 1 | 2): Record<string, FrameForm> {
  const chroma: PlaneForm = { texture: 'r8unorm', bytes: 1, across, down };
  const form: FrameForm = { entryPoint: 'planar', planes: [LUMA, chroma, chroma] };
  const alpha = true;
  return {
    [name]: form,
    [`${name}A`]: { ...form, alpha },
    [`${name}P10`]: { ...form, bits: 10 },
    [`${name}P12`]: { ...form, bits: 12 },
    [`${name}AP10`]: { ...form, alpha, bits: 10 },
    [`${name}AP12`]: { ...form, alpha, bits: 12 },
  };
}
const FORMS: Readonly<Record<string, FrameForm>> = {
  RGBA,
  RGBX: RGBA,
  BGRA,
  BGRX: BGRA,
  NV12,
  ...planar('I420', 2, 2),
  ...planar('I422', 2, 1),
  ...planar('I444', 1, 1),
};

/** Null where the browser keeps the layout to itself, or it is a new one. */
export function frameForm(format: string | null): FrameForm | null {
  return format === null ? null : (FORMS[format] ?? null);
}

export interface CopiedPlane {
  readonly form: PlaneForm;
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** The px of a frame in plain memory. */
export interface CopiedFrame {
  readonly form: FrameForm;
  /** Valid until the next copy. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly planes: readonly CopiedPlane[];
  /** The px are those of the frame as it is shown (`toFrame` of its geometry), not as they were stored. */
  readonly upright: boolean;
}

/** Copies the pixels of frames into one reused block of memory. */
export class FrameCopier {
  #bytes = new Uint8Array(0);
  #wide = new Uint16Array(0);

  /**
   * The visible part of `frame`. Layouts that we know come as they are; of all others the browser makes RGBA, with
   * sRGB code values: the same for every path through Reticle.
   * @throws ReticleError 'video-corrupt' where the pixels cannot be read
   */
  async copy(frame: VideoFrame): Promise<CopiedFrame> {
    const known = frameForm(frame.format);
    try {
      if (known) return await this.#asStored(frame, known);
      if (isTurned(frame)) return this.#drawn(frame);
      return await this.#asStored(frame, RGBA, { format: 'RGBA', colorSpace: 'srgb' }).catch(() =>
        this.#drawn(frame),
      );
    } catch (cause) {
      throw new ReticleError(
        'video-corrupt',
        `A frame of ${frame.codedWidth} x ${frame.codedHeight} px (${frame.format ?? 'unknown layout'}) could not be read.`,
        'If this stays, choose the source again or another resolution.',
        { cause },
      );
    }
  }

  async #asStored(
    frame: VideoFrame,
    form: FrameForm,
    options: VideoFrameCopyToOptions = {},
  ): Promise<CopiedFrame> {
    const { width, height } = storedSize(frame);
    let length = 0;
    const planes = form.planes.map((plane): CopiedPlane => {
      const size = { width: Math.ceil(width / plane.across), height: Math.ceil(height / plane.down) };
      const placed = { form: plane, offset: length, stride: size.width * plane.bytes, ...size };
      length += placed.stride * size.height;
      return placed;
    });
    const layout = planes.map(({ offset, stride }) => ({ offset, stride }));
    if (form.alpha) {
      layout.push({ offset: length, stride: width });
      length += width * height;
    }
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    if (form.bits) await this.#narrowed(frame, layout, length, form.bits);
    else await frame.copyTo(this.#bytes, { ...options, layout });
    return { form, bytes: this.#bytes, planes, upright: false };
  }

  /** Copies samples of two bytes, and keeps the nearest of 8 bits. */
  async #narrowed(
    frame: VideoFrame,
    layout: readonly PlaneLayout[],
    length: number,
    bits: number,
  ): Promise<void> {
    if (this.#wide.length < length) this.#wide = new Uint16Array(length);
    const twice = layout.map(({ offset, stride }) => ({ offset: 2 * offset, stride: 2 * stride }));
    await frame.copyTo(this.#wide, { layout: twice });
    const surplus = bits - 8;
    const half = 1 << (surplus - 1);
    for (let i = 0; i < length; i++) this.#bytes[i] = Math.min(255, ((this.#wide[i] ?? 0) + half) >> surplus);
  }

  /** For browsers that cannot convert while they copy, and for turned frames, of which they convert a part. */
  #drawn(frame: VideoFrame): CopiedFrame {
    const { width, height } = frameSize(frame);
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      ...{ alpha: false, willReadFrequently: true, colorSpace: 'srgb' },
    });
    if (!context) throw new Error('no canvas');
    context.drawImage(frame, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const plane = { texture: 'rgba8unorm', bytes: 4, ...whole } as const;
    return {
      form: RGBA,
      bytes: new Uint8Array(data.buffer),
      planes: [{ form: plane, offset: 0, stride: 4 * width, width, height }],
      upright: true,
    };
  }
}

const isTurned = ({ rotation = 0, flip = false }: FrameShape) => rotation !== 0 || flip;

/** Colour encoding of a frame, as labelled. */
export function yuvEncoding(frame: VideoFrame): YuvEncoding {
  return { matrix: frame.colorSpace.matrix, fullRange: frame.colorSpace.fullRange };
}
