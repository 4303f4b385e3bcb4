import { ReticleError } from '../../domain/errors';

/** A failure of getUserMedia (Media Capture and Streams, 10.6) in the user's words. */
export function cameraError(cause: unknown, label = 'The camera'): ReticleError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new ReticleError(
        'camera-denied',
        'The browser may not use the camera.',
        'Allow the camera for this page (the camera sign in the address bar, and the privacy settings of the system), then choose it again.',
        { cause },
      );
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return new ReticleError(
        'camera-missing',
        'No camera was found.',
        'Plug in the microscope camera and choose it again. A camera that only its maker’s program can read is used through Screen or window.',
        { cause },
      );
    case 'NotReadableError':
    case 'AbortError':
    case 'TrackStartError':
      return new ReticleError(
        'camera-busy',
        `${label} could not be started.`,
        'Close other programs that use the camera, unplug it and plug it in again, then choose it again.',
        { cause },
      );
    case 'OverconstrainedError':
      return new ReticleError(
        'camera-missing',
        'The chosen camera is not there, or does not offer the chosen resolution.',
        'Plug it in again, or choose another camera or resolution.',
        { cause },
      );
    default:
      return new ReticleError(
        'camera-busy',
        `${label} could not be opened${cause instanceof Error && cause.message ? ` (${cause.message})` : ''}.`,
        'Unplug it and plug it in again, then choose it again.',
        { cause },
      );
  }
}

/** Pages that are not secure have no cameras at all. */
export const noCameraAccess = (): ReticleError =>
  new ReticleError(
    'camera-denied',
    'This page cannot use cameras.',
    'Open Reticle on localhost or over https, in a current Chrome, Edge, Firefox or Safari.',
  );
