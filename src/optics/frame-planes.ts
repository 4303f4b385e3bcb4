import type { YuvEncoding } from './yuv';

/** How one plane of a frame becomes a texture: its format and its size as a fraction of the frame's. */
interface PlaneForm {
  readonly texture: 'r8unorm' | 'rg8unorm' | 'rgba8unorm' | 'bgra8unorm';
  readonly bytes: 1 | 2 | 4;
  readonly subsampling: 1 | 2;
}

/** Pixel layouts that are copied plane by plane; all others come in through `importExternalTexture`. */
export interface FrameForm {
  readonly entryPoint: 'rgb' | 'i420' | 'nv12';
  readonly planes: readonly PlaneForm[];
}

const rgba: FrameForm = {
  entryPoint: 'rgb',
  planes: [{ texture: 'rgba8unorm', bytes: 4, subsampling: 1 }],
};
const bgra: FrameForm = {
  entryPoint: 'rgb',
  planes: [{ texture: 'bgra8unorm', bytes: 4, subsampling: 1 }],
};
const luma: PlaneForm = { texture: 'r8unorm', bytes: 1, subsampling: 1 };
const i420: FrameForm = {
  entryPoint: 'i420',
  planes: [
    luma,
    { texture: 'r8unorm', bytes: 1, subsampling: 2 },
    { texture: 'r8unorm', bytes: 1, subsampling: 2 },
  ],
};
const nv12: FrameForm = {
  entryPoint: 'nv12',
  planes: [luma, { texture: 'rg8unorm', bytes: 2, subsampling: 2 }],
};
const FORMS: Readonly<Record<string, FrameForm>> = {
  RGBA: rgba,
  RGBX: rgba,
  BGRA: bgra,
  BGRX: bgra,
  I420: i420,
  NV12: nv12,
};

/** Null where the browser keeps the pixels out of reach or uses a layout that we do not copy. */
export function frameForm(format: VideoPixelFormat | null): FrameForm | null {
  return format === null ? null : (FORMS[format] ?? null);
}

export interface CopiedPlane {
  readonly form: PlaneForm;
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** Copies the pixels of frames into one reused block of memory. */
export class FrameCopier {
  #bytes = new Uint8Array(0);

  /** Planes of the visible part of `frame`, in one array, valid until the next copy. */
  async copy(
    frame: VideoFrame,
    form: FrameForm,
  ): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly planes: readonly CopiedPlane[] }> {
    const rect = frame.visibleRect ?? { x: 0, y: 0, width: frame.codedWidth, height: frame.codedHeight };
    let offset = 0;
    const planes = form.planes.map((plane): CopiedPlane => {
      const width = Math.ceil(rect.width / plane.subsampling);
      const height = Math.ceil(rect.height / plane.subsampling);
      const placed = { form: plane, offset, stride: width * plane.bytes, width, height };
      offset += placed.stride * height;
      return placed;
    });
    if (this.#bytes.length < offset) this.#bytes = new Uint8Array(offset);
    await frame.copyTo(this.#bytes, { layout: planes.map(({ offset, stride }) => ({ offset, stride })) });
    return { bytes: this.#bytes, planes };
  }
}

/** Colour encoding of a frame, as labelled. */
export function yuvEncoding(frame: VideoFrame): YuvEncoding {
  return { matrix: frame.colorSpace.matrix, fullRange: frame.colorSpace.fullRange };
}
