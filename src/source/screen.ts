import { type ErrorCode, ReticleError } from '../domain/errors';
import { TrackSource } from './track-source';

/**
 * Shares a screen, window or tab, for microscope cameras that only their maker's program can read. Frames come
 * when the picture changes; their size follows the window's. Must be called from a click.
 * Rejects with 'capture-denied'.
 */
export async function openScreen(
  media: MediaDevices | undefined = navigator.mediaDevices,
): Promise<TrackSource> {
  if (!media?.getDisplayMedia) throw captureError(null);
  let stream: MediaStream;
  try {
    stream = await media.getDisplayMedia({
      // The pointer is not tissue. Not all browsers know the word, none minds it.
      video: { frameRate: { ideal: 30 }, cursor: 'never' } as MediaTrackConstraints,
      audio: false,
    });
  } catch (cause) {
    throw captureError(cause);
  }
  const [track] = stream.getVideoTracks();
  if (!track) throw captureError(null);
  const { width = 0, height = 0 } = track.getSettings();
  return new TrackSource(track, {
    kind: 'screen',
    label: track.label || 'Shared screen',
    size: { width, height },
    ended: {
      code: 'capture-ended',
      message: 'Sharing the screen or window has ended.',
      remedy: 'Choose Screen or window again to go on.',
    },
  });
}

function captureError(cause: unknown): ReticleError {
  const name = cause instanceof DOMException ? cause.name : '';
  const [message, remedy]: [string, string] =
    name === 'NotAllowedError'
      ? [
          'No screen or window was shared.',
          'Choose Screen or window again and pick what to share; if no choice appears, allow screen recording for the browser in the system settings.',
        ]
      : name === 'NotFoundError' || name === 'NotReadableError'
        ? [
            'The screen or window could not be read.',
            'Pick another window, or allow screen recording for the browser in the system settings.',
          ]
        : [
            'This browser cannot share a screen or window here.',
            'Use Chrome, Edge or Firefox on a desktop computer, over https or on localhost.',
          ];
  const code: ErrorCode = 'capture-denied';
  return new ReticleError(code, message, remedy, { cause });
}
