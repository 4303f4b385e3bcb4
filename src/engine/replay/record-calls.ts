import type { GainGrid } from '../../domain/flat-field';
import type { Mounting } from '../../domain/frame';

export interface RecordCalls {
  /** Compresses a frame, and closes it. */
  record(request: {
    readonly image: VideoFrame;
    readonly mounting: Mounting;
    readonly flatField: GainGrid | null;
  }): RecordedPicture;
}

export interface RecordedPicture {
  readonly picture: Blob;
  readonly width: number;
  readonly height: number;
  /** Time that it took, ms. */
  readonly ms: number;
}
