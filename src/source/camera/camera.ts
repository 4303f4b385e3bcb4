import { ReticleError } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import { TrackSource } from '../track-source';
import { cameraControls } from './camera-controls';
import { cameraError, noCameraAccess } from './camera-errors';

export interface CameraDevice {
  readonly deviceId: string;
  /** Empty until the user has allowed a camera once. */
  readonly label: string;
}

export interface CameraRequest {
  /** As remembered from the last visit; any camera without it. */
  readonly deviceId?: string;
  /** Its name then: browsers give a device another id when site data is cleared, and on another port. */
  readonly label?: string;
  /** The highest that the device offers without it. */
  readonly resolution?: SizePx;
}

/** A camera that is open. `deviceId` is what to remember. */
export interface CameraSource extends TrackSource {
  readonly device: CameraDevice;
}

/** More than any camera has: as an ideal it picks the highest resolution. */
const HIGHEST: SizePx = { width: 8192, height: 6144 };

/** Cameras that are plugged in. Rejects with 'camera-denied' on a page that may not know. */
export async function listCameras(
  media: MediaDevices | undefined = navigator.mediaDevices,
): Promise<CameraDevice[]> {
  if (!media?.enumerateDevices) throw noCameraAccess();
  const devices = await media.enumerateDevices().catch((cause: unknown) => {
    throw cameraError(cause);
  });
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/** Opens a camera; asks for permission. Rejects with 'camera-denied', 'camera-missing', 'camera-busy'. */
export async function openCamera(
  request: CameraRequest = {},
  media: MediaDevices | undefined = navigator.mediaDevices,
): Promise<CameraSource> {
  if (!media?.getUserMedia) throw noCameraAccess();
  const { width, height } = request.resolution ?? HIGHEST;
  const deviceId = request.deviceId && (await presentId(request.deviceId, request.label, media));
  let stream: MediaStream;
  try {
    stream = await media.getUserMedia({
      audio: false,
      video: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: 30 },
        // The sensor's own pixels: a scaled picture has another um/px.
        resizeMode: { ideal: 'none' },
      } as MediaTrackConstraints,
    });
  } catch (cause) {
    throw cameraError(cause);
  }
  const [track] = stream.getVideoTracks();
  if (!track) throw cameraError(new DOMException('no video track', 'NotFoundError'));
  const settings = track.getSettings();
  const label = track.label || 'Camera';
  const source = new TrackSource(track, {
    kind: 'camera',
    label,
    size: { width: settings.width ?? 0, height: settings.height ?? 0 },
    controls: cameraControls(track),
    ended: cameraEnded(label).report(),
  });
  return Object.assign(source, { device: { deviceId: settings.deviceId ?? deviceId ?? '', label } });
}

/** The id that a remembered device has now: its own, that of the one camera of its name, or of the one that is there. */
async function presentId(deviceId: string, label: string | undefined, media: MediaDevices): Promise<string> {
  const cameras = await listCameras(media).catch(() => []);
  if (cameras.some((camera) => camera.deviceId === deviceId)) return deviceId;
  const named = cameras.filter((camera) => label !== undefined && label !== '' && camera.label === label);
  const [only, ...others] = named.length > 0 ? named : cameras;
  // Of several nobody knows which; before the first permission none has an id.
  return only && others.length === 0 && only.deviceId !== '' ? only.deviceId : deviceId;
}

const cameraEnded = (label: string): ReticleError =>
  new ReticleError(
    'camera-ended',
    `${label} has stopped sending pictures.`,
    'Check its cable. It is opened again as soon as it is plugged in.',
  );
