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
}

const whole = { across: 1, down: 1 } as const;
const RGBA: FrameForm = { entryPoint: 'rgb', planes: [{ texture: 'rgba8unorm', bytes: 4, ...whole }] };
const BGRA: FrameForm = { entryPoint: 'rgb', planes: [{ texture: 'bgra8unorm', bytes: 4, ...whole }] };
const LUMA: PlaneForm = { texture: 'r8unorm', bytes: 1, ...whole };
const NV12: FrameForm = {
  entryPoint: 'nv12',
  planes: [LUMA, { texture: 'rg8unorm', bytes: 2, across: 2, down: 2 }],
};
const planar = (across: 1 | 2, down: 1 | 2, alpha = false): FrameForm => {
  const chroma: PlaneForm = { texture: 'r8unorm', bytes: 1, across, down };
  return { entryPoint: 'planar', planes: [LUMA, chroma, chroma], alpha };
};
const FORMS: Readonly<Record<string, FrameForm>> = {
  RGBA,
  RGBX: RGBA,
  BGRA,
  BGRX: BGRA,
  NV12,
  I420: planar(2, 2),
  I420A: planar(2, 2, true),
  I422: planar(2, 1),
  I422A: planar(2, 1, true),
  I444: planar(1, 1),
  I444A: planar(1, 1, true),
};

/** Null where the browser keeps the layout to itself, or it is one that we do not convert (more than 8 bits). */
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
    await frame.copyTo(this.#bytes, { ...options, layout });
    return { form, bytes: this.#bytes, planes, upright: false };
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
