import type { Devices } from './devices';
import type { ErrorReport } from './errors';
import type { PointUm, RectPx, SizePx } from './geometry';

export type SourceKind = 'camera' | 'screen' | 'video' | 'image' | 'simulated';

/** Said by a source that knows its scale: a simulated microscope, a still image that names its um/px. */
export interface FrameOptics {
  readonly umPerPx: number;
  /** Objective magnification in the light path. */
  readonly objective: number;
}

/** The truth about a simulated frame, for tests and measurements. No decision uses it. */
export interface FrameTruth extends FrameOptics {
  /** True stage position, um on the slide. */
  readonly centre: PointUm;
  /** Distance of the focal plane from the tissue, um (0: in focus). */
  readonly defocusUm: number;
}

/** One camera image with its capture time. Whoever receives a frame closes `image`, in `finally`. */
export interface Frame {
  readonly image: VideoFrame;
  /** Counts up by one or more; gaps are frames that nobody asked for. */
  readonly sequence: number;
  /**
   * Time of exposure where it is known, else of arrival, ms since the Unix epoch (`performance.timeOrigin +
   * performance.now()`), so that it can be compared across workers.
   */
  readonly capturedAt: number;
  readonly optics?: FrameOptics;
  readonly truth?: FrameTruth;
}

/**
 * Frames are pulled, so that no stale frame ever waits: the consumer posts a request, the source answers
 * with its newest frame as soon as it has one that it has not yet sent. `image` is transferred.
 */
export type FrameRequest = { readonly kind: 'next' } | { readonly kind: 'close' };

/**
 * What may be expected of a source. `steady`: one frame after another. `on-change`: frames when the picture changes, as of
 * a shared screen. `still`: the picture is meant to stand still, as a still image or a paused video is. `muted`: the
 * source itself says that it has no pictures to give.
 */
export type FrameFlow = 'steady' | 'on-change' | 'still' | 'muted';

export type FrameReply =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** Before the first frame, and whenever it changes; steady by default. */
  | { readonly kind: 'flow'; readonly flow: FrameFlow }
  /** The source has stopped by itself: unplugged, sharing ended, decoding failed. */
  | { readonly kind: 'ended'; readonly error: ErrorReport };

/** How the camera is mounted. Applied to the frame in this order: crop, rotate clockwise, mirror left-right. */
export interface Mounting {
  readonly crop: RectPx | null;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

export const PLAIN_MOUNTING: Mounting = { crop: null, rotation: 0, mirrored: false };

/** Size of a frame before mounting: its visible part with square px, upright. Crops and gains count in these px. */
export function frameSize(image: Pick<VideoFrame, 'displayWidth' | 'displayHeight'>): SizePx {
  return { width: image.displayWidth, height: image.displayHeight };
}

/** An opened source of frames. All sources are this, whatever they read from. */
export interface FrameSource {
  readonly kind: SourceKind;
  /** Name to show: camera label, file name, slide. */
  readonly label: string;
  /** Size of the frames in px before mounting. */
  readonly size: SizePx;
  /** Transferred to the engine, which pulls frames on it. */
  readonly port: MessagePort;
  /** Stage, turret, light and focus that come with the source. */
  readonly devices?: Devices;
  /** Its frames carry their own um/px, or wait for it: there is no camera or adapter to calibrate. */
  readonly ownScale?: boolean;
  /** Camera controls, where the track has them. */
  readonly controls?: CameraControls;
  /**
   * Reports size and name of the picture, once it is known from a frame and whenever either changes: the size of a shared
   * window's frames follows the window. Left out where they never change.
   */
  readonly watchSurface?: (listener: (surface: Surface) => void) => () => void;
  /** Called once, if its worker ends without a message on `port`. Left out by sources without a worker. */
  readonly watchDeath?: (listener: (error: ErrorReport) => void) => () => void;
  /** Releases everything. Safe to call twice. */
  close(): void;
}

/** What a live track shows now. */
export interface Surface {
  readonly label: string;
  /** Of its frames in px, before mounting. */
  readonly size: SizePx;
}

/** One adjustable property of a camera track (MediaTrackCapabilities, Image Capture). */
export interface CameraControl {
  readonly name:
    | 'exposureTime'
    | 'exposureCompensation'
    | 'iso'
    | 'brightness'
    | 'contrast'
    | 'saturation'
    | 'sharpness'
    | 'colorTemperature'
    | 'focusDistance'
    | 'zoom';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** An automatic mode (exposureMode, whiteBalanceMode, focusMode) with the values the track offers. */
export interface CameraMode {
  readonly name: 'exposureMode' | 'whiteBalanceMode' | 'focusMode';
  readonly options: readonly string[];
  readonly value: string;
}

export interface CameraControls {
  readonly resolutions: readonly SizePx[];
  controls(): readonly CameraControl[];
  modes(): readonly CameraMode[];
  setControl(name: CameraControl['name'], value: number): Promise<void>;
  setMode(name: CameraMode['name'], value: string): Promise<void>;
}
