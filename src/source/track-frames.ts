import { CaptureTimes, timingOf } from './capture-time';
import type { FramePump } from './frame-pump';
import { videoFrames } from './video-frames';

/**
 * Sends the frames of a live track to a pump until the track or the pump ends; resolves then. Straight from the
 * track where the browser can (Chromium), else through a hidden video element.
 */
export async function pumpTrack(track: MediaStreamTrack, pump: FramePump): Promise<void> {
  if (!('MediaStreamTrackProcessor' in globalThis)) return pumpThroughVideo(track, pump);
  const processor = new MediaStreamTrackProcessor({
    track,
    maxBufferSize: 1,
  } as MediaStreamTrackProcessorInit);
  const reader = processor.readable.getReader();
  const times = new CaptureTimes();
  try {
    while (!pump.closed) {
      const { done, value } = await reader.read();
      if (done) return;
      pump.offer(value, times.of(timingOf(value)));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function pumpThroughVideo(track: MediaStreamTrack, pump: FramePump): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  const frames = videoFrames(video, pump);
  await new Promise<void>((resolve) => {
    track.addEventListener('ended', () => resolve(), { once: true });
    pump.whenClosed(resolve);
  });
  frames.stop();
  video.srcObject = null;
}
