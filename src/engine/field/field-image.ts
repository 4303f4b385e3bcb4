import type { TrackedField } from '../../domain/tracking';
import type { FieldFacts } from '../field-pipeline';

/** A field to be drawn, whether the camera shows it now, it is held, or it was recorded: its picture and its place. */
export interface FieldImage<Picture> extends FieldFacts {
  /** Mounting undone, light evened, as large as `size`. */
  readonly picture: Picture;
  /** The place as far as it is known by now; null without um/px. */
  readonly tracked: TrackedField | null;
}

export interface GpuFieldImage extends FieldImage<GPUTexture> {
  /** The place of this very picture in its GPU form, which may be ahead of `tracked`. */
  readonly place: GPUBuffer;
}
