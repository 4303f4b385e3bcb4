import type { ErrorReport } from '../../domain/errors';
import type { FrameSource } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';

/** A camera that was unplugged, or was not there when it was asked for. */
export interface AwaitedCamera {
  readonly deviceId: string;
  readonly label: string;
  readonly resolution?: SizePx;
}

export interface CameraHooks {
  readonly onReopened: (source: FrameSource) => void;
  readonly onFailed: (error: ErrorReport) => void;
}
