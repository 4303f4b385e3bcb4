import type { ErrorReport } from '../../domain/errors';
import type { GainGrid } from '../../domain/flat-field';
import type { Mounting } from '../../domain/frame';

/** A frame to be recorded; the worker closes it. */
export interface RecordRequest {
  readonly id: number;
  readonly image: VideoFrame;
  readonly mounting: Mounting;
  readonly flatField: GainGrid | null;
}
export type RecordAnswer =
  | {
      readonly id: number;
      readonly picture: Blob;
      readonly width: number;
      readonly height: number;
      /** Time that it took, ms. */
      readonly ms: number;
    }
  | { readonly id: number; readonly error: ErrorReport };
