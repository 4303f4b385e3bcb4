import { epochNow, type FramePump } from './frame-pump';

/** Sends each frame that a video element presents to a pump, until stopped. */
export function videoFrames(video: HTMLVideoElement, pump: FramePump): { stop(): void } {
  let handle = 0;
  const next = () => {
    handle = video.requestVideoFrameCallback(present);
  };
  const send = () => {
    if (pump.closed || video.readyState < video.HAVE_CURRENT_DATA) return;
    pump.offer(new VideoFrame(video, { timestamp: Math.round(1000 * performance.now()) }), epochNow());
  };
  const present = () => {
    if (pump.closed) return;
    next();
    // A video that is just being rewound or torn down has no picture for a moment.
    send();
  };
  next();
  // A paused video presents the picture it was moved to once, perhaps while it is still being moved.
  video.addEventListener('seeked', send);
  return {
    stop: () => {
      video.cancelVideoFrameCallback(handle);
      video.removeEventListener('seeked', send);
    },
  };
}
