import { ReticleError } from '../../domain/errors';
import type { CameraControl, CameraControls, CameraMode } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';

const CONTROLS: readonly CameraControl['name'][] = [
  'exposureTime',
  'exposureCompensation',
  'iso',
  'brightness',
  'contrast',
  'saturation',
  'sharpness',
  'colorTemperature',
  'focusDistance',
  'zoom',
];
const MODES: readonly CameraMode['name'][] = ['exposureMode', 'whiteBalanceMode', 'focusMode'];

/** Setting the value on the left has no effect until the mode on the right is manual. */
const MANUAL_MODE: Partial<Record<CameraControl['name'], CameraMode['name']>> = {
  exposureTime: 'exposureMode',
  iso: 'exposureMode',
  colorTemperature: 'whiteBalanceMode',
  focusDistance: 'focusMode',
};

/** Sizes that microscope cameras usually offer, px. */
const USUAL_SIZES: readonly SizePx[] = [
  { width: 640, height: 480 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1280, height: 960 },
  { width: 1600, height: 1200 },
  { width: 1920, height: 1080 },
  { width: 2048, height: 1536 },
  { width: 2560, height: 1440 },
  { width: 2592, height: 1944 },
  { width: 3264, height: 2448 },
  { width: 3840, height: 2160 },
  { width: 4096, height: 3072 },
  { width: 5472, height: 3648 },
];

type Capabilities = Readonly<Record<string, unknown>>;

/** Usual sizes within what the track offers, and its largest, in ascending order. */
export function usualResolutions(capabilities: Capabilities, current: SizePx): SizePx[] {
  const width = range(capabilities.width)?.max ?? current.width;
  const height = range(capabilities.height)?.max ?? current.height;
  const sizes = [...USUAL_SIZES, { width, height }, current].filter(
    (size) => size.width > 0 && size.height > 0 && size.width <= width && size.height <= height,
  );
  return [...new Map(sizes.map((size) => [`${size.width} x ${size.height}`, size])).values()].sort(
    (a, b) => a.width * a.height - b.width * b.height || a.width - b.width,
  );
}

/** Controls of a track (Media Capture and Streams; Image Capture extensions), as its driver offers them. */
export function cameraControls(track: MediaStreamTrack): CameraControls {
  const capabilities = (): Capabilities => ({ ...track.getCapabilities?.() });
  const settings = (): Capabilities => ({ ...track.getSettings() });

  const controls = (): CameraControl[] => {
    const offered = capabilities();
    const now = settings();
    return CONTROLS.flatMap((name) => {
      const limits = range(offered[name]);
      const value = now[name];
      return limits && limits.max > limits.min && typeof value === 'number'
        ? [{ name, ...limits, value }]
        : [];
    });
  };
  const modes = (): CameraMode[] => {
    const offered = capabilities();
    const now = settings();
    return MODES.flatMap((name) => {
      const list = offered[name];
      const options = Array.isArray(list) ? list.filter((option) => typeof option === 'string') : [];
      const value = now[name];
      return options.length > 1 && typeof value === 'string' ? [{ name, options, value }] : [];
    });
  };
  const apply = async (what: string, constraint: Readonly<Record<string, unknown>>) => {
    try {
      await track.applyConstraints({
        ...track.getConstraints(),
        advanced: [constraint] as MediaTrackConstraintSet[],
      });
    } catch (cause) {
      throw new ReticleError(
        'settings-invalid',
        `${track.label || 'The camera'} did not accept ${what}.`,
        'Choose another value, or set it in the camera’s own program.',
        { cause },
      );
    }
  };

  const { width = 0, height = 0 } = track.getSettings();
  return {
    resolutions: usualResolutions(capabilities(), { width, height }),
    controls,
    modes,
    async setControl(name, value) {
      const control = controls().find((offered) => offered.name === name);
      const described = `${name} ${value}`;
      if (!control || !Number.isFinite(value)) throw unsupported(track, described);
      const mode = MANUAL_MODE[name];
      const manual =
        mode &&
        modes()
          .find((offered) => offered.name === mode)
          ?.options.includes('manual');
      const within = Math.min(control.max, Math.max(control.min, value));
      await apply(described, { ...(mode && manual ? { [mode]: 'manual' } : {}), [name]: within });
    },
    async setMode(name, value) {
      const described = `${name} "${value}"`;
      if (!modes().some((mode) => mode.name === name && mode.options.includes(value)))
        throw unsupported(track, described);
      await apply(described, { [name]: value });
    },
  };
}

function unsupported(track: MediaStreamTrack, what: string): ReticleError {
  return new ReticleError(
    'settings-invalid',
    `${track.label || 'The camera'} does not offer ${what}.`,
    'Choose one of the values shown.',
  );
}

function range(value: unknown): { min: number; max: number; step: number } | null {
  if (typeof value !== 'object' || value === null) return null;
  const { min, max, step } = value as Record<string, unknown>;
  if (typeof min !== 'number' || typeof max !== 'number') return null;
  return { min, max, step: typeof step === 'number' && step > 0 ? step : (max - min) / 100 };
}
