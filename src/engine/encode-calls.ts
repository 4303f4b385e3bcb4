import type { PictureProvenance } from '../export/png';
import type { RawPicture } from '../gpu/readback';

export interface EncodeCalls {
  /** Takes the bytes of both pictures over. */
  encode(job: EncodeJob): EncodedPictures;
}

export interface EncodeJob {
  readonly bare: RawPicture;
  readonly overlay: RawPicture;
  readonly umPerPx: number | null;
  /** Below the picture with overlay. */
  readonly caption: readonly string[];
  readonly provenance: PictureProvenance;
}

export interface EncodedPictures {
  /** PNG, without overlay. */
  readonly frame: Blob;
  /** PNG with overlay, scale bar, caption. */
  readonly overlay: Blob;
  /** Small JPEG. */
  readonly thumbnail: Blob;
}
