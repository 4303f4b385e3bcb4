import type { PointUm, RectPx, SizePx } from './geometry';

export type SourceKind = 'camera' | 'screen' | 'video' | 'image' | 'simulated';

/** What a source knows for certain of a frame. Only simulated stages have it. */
export interface FrameTruth {
  /** True stage position, um on the slide. */
  readonly centre: PointUm;
  readonly umPerPx: number;
  /** Objective magnification in the light path. */
  readonly objective: number;
  /** Distance of the focal plane from the tissue, um (0: in focus). */
  readonly defocusUm: number;
}

/** One camera image with its capture time. Whoever receives a frame closes `image`, in `finally`. */
export interface Frame {
  readonly image: VideoFrame;
  /** Counts up by one or more; gaps are frames that nobody asked for. */
  readonly sequence: number;
  /** Time of capture, ms since the Unix epoch (`performance.timeOrigin + performance.now()`), so that it
   *  can be compared across workers. */
  readonly capturedAt: number;
  readonly truth?: FrameTruth;
}

/**
 * Frames are pulled, so that no stale frame ever waits: the consumer posts a request, the source answers
 * with its newest frame as soon as it has one that it has not yet sent. `image` is transferred.
 */
export type FrameRequest = { readonly kind: 'next' } | { readonly kind: 'close' };

export type FrameReply =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** The source has stopped by itself: unplugged, sharing ended, decoding failed. */
  | { readonly kind: 'ended'; readonly error: import('./errors').ErrorReport };

/** How the camera is mounted. Applied to the frame in this order: crop, rotate clockwise, mirror left-right. */
export interface Mounting {
  readonly crop: RectPx | null;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

export const PLAIN_MOUNTING: Mounting = { crop: null, rotation: 0, mirrored: false };

/** Size in px of a frame after its mounting is undone. */
export function mountedSize(size: SizePx, mounting: Mounting): SizePx {
  const { width, height } = mounting.crop ?? size;
  return mounting.rotation % 180 === 0 ? { width, height } : { width: height, height: width };
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
  /** Stage, turret and light, where the source has them (simulated microscope, still image). */
  readonly microscope?: Microscope;
  /** Camera controls, where the track has them. */
  readonly controls?: CameraControls;
  /**
   * Tells size and name of the picture, once it is known from a frame and whenever either changes: the size of a shared
   * window's frames follows the window. Left out where they never change.
   */
  readonly watchSurface?: (listener: (surface: Surface) => void) => () => void;
  /** Releases everything. Safe to call twice. */
  close(): void;
}

/** What a live track shows now. */
export interface Surface {
  readonly label: string;
  /** Of its frames in px, before mounting. */
  readonly size: SizePx;
}

/** Optics and camera of a simulated microscope. */
export interface MicroscopeState {
  /** Stage position: slide-space point at the frame's centre, um. */
  readonly stage: PointUm;
  /** Magnification: 4, 10, 20 or 40. um/px is 10 / objective. */
  readonly objective: number;
  /** Focal plane against the tissue, um (0: in focus). */
  readonly focusUm: number;
  /** Lamp, 1 is right, 0..2. */
  readonly lamp: number;
  /** Colour temperature of the lamp, K, 2500..6500; 6500 is white for the camera. */
  readonly lampKelvin: number;
  /** Share of the light that the corners lack, 0..1. */
  readonly vignetting: number;
  /** Gain of red, green, blue; 1 is right. */
  readonly whiteBalance: readonly [number, number, number];
  /** Standard deviation of camera noise, of full scale, 0..0.1. */
  readonly noise: number;
  /** The scripted tour is running. */
  readonly touring: boolean;
}

/** Truth for a rectangle of the slide. */
export interface RegionTruth {
  readonly origin: PointUm;
  readonly umPerPx: number;
  readonly width: number;
  readonly height: number;
  /** 255 tumour, 0 not; length width * height; empty where the slide has no known mask (a still image). */
  readonly mask: Uint8Array;
}

/** A stage that can be driven: simulated slide or still image. */
export interface Microscope {
  readonly extentUm: { readonly width: number; readonly height: number };
  readonly objectives: readonly number[];
  state(): MicroscopeState;
  /** Any subset of the state; the stage is kept within the slide. Moving the stage by hand ends the tour. */
  set(change: Partial<MicroscopeState>): void;
  /** Moves the stage, um. */
  moveBy(dx: number, dy: number): void;
  subscribe(listener: (state: MicroscopeState) => void): () => void;
  /** Tumour mask for a rectangle of the slide. */
  truth(origin: PointUm, umPerPx: number, width: number, height: number): Promise<RegionTruth>;
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
