import { CaptureTimes } from './capture-time';
import type { FramePump } from './frame-pump';

/** Sends each frame that a video element presents to a pump, until stopped. */
export function videoFrames(video: HTMLVideoElement, pump: FramePump): { stop(): void } {
  let handle = 0;
  const times = new CaptureTimes();
  const next = () => {
    handle = video.requestVideoFrameCallback(present);
  };
  const send = (metadata?: VideoFrameCallbackMetadata) => {
    if (pump.closed || video.readyState < video.HAVE_CURRENT_DATA) return;
    const image = new VideoFrame(video, { timestamp: Math.round(1000 * performance.now()) });
    // Told of a live track only: a recorded frame is looked at when it is presented.
    pump.offer(image, times.of({ captureTime: metadata?.captureTime }));
  };
  const present: VideoFrameRequestCallback = (_, metadata) => {
    if (pump.closed) return;
    next();
    // A video that is just being rewound or torn down has no picture for a moment.
    send(metadata);
  };
  next();
  // A paused video presents the picture it was moved to once, perhaps while it is still being moved.
  const seeked = () => send();
  video.addEventListener('seeked', seeked);
  return {
    stop: () => {
      video.cancelVideoFrameCallback(handle);
      video.removeEventListener('seeked', seeked);
    },
  };
}
