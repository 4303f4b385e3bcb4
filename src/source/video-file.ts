import { type ErrorReport, ReticleError } from '../domain/errors';
import { type FrameSource, frameSize, type Surface } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { fileTypeOf, quote } from './file-type';
import { FramePump } from './frame-pump';
import { mp4Damage } from './mp4-boxes';
import { videoFrames } from './video-frames';
import { WatchedSurface } from './watched-surface';

/** Position in a recorded video. */
export interface PlaybackState {
  readonly paused: boolean;
  /** s */
  readonly position: number;
  /** s; Infinity where the recording does not say. */
  readonly duration: number;
}

export interface Playback {
  state(): PlaybackState;
  play(): void;
  pause(): void;
  /** s, kept within the video. */
  seek(position: number): void;
  subscribe(listener: (state: PlaybackState) => void): () => void;
}

/** A recorded video, playing round and round. */
export interface VideoSource extends FrameSource {
  readonly kind: 'video';
  readonly playback: Playback;
}

/** A local file that has not told its size by then is not going to. */
const LOAD_LIMIT_MS = 20_000;

/** Opens an MP4 or WebM file and plays it. Rejects with 'video-corrupt' or 'file-unsupported'. */
export async function openVideoFile(file: File): Promise<VideoSource> {
  const video = document.createElement('video');
  video.muted = true;
  video.loop = true;
  video.playsInline = true;
  video.preload = 'auto';
  const url = URL.createObjectURL(file);
  const release = () => {
    video.pause();
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  };
  try {
    await firstFrame(video, url, file);
    await video.play();
  } catch (cause) {
    // Read before the element is emptied: that clears its error.
    const refusal = cause instanceof ReticleError ? null : { error: video.error, cause };
    release();
    throw refusal ? await refused(file, refusal.error, refusal.cause) : cause;
  }
  return new FileVideoSource(video, file, release);
}

function firstFrame(video: HTMLVideoElement, url: string, file: File): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit: ReturnType<typeof setTimeout> = setTimeout(
      () => settle(() => reject(new Error('it gave no picture in time'))),
      LOAD_LIMIT_MS,
    );
    const settle = (then: () => void) => {
      clearTimeout(limit);
      video.onloadeddata = null;
      video.onloadedmetadata = null;
      video.onerror = null;
      then();
    };
    const withoutPictures = () =>
      new ReticleError(
        'file-unsupported',
        `${quote(file)} has no pictures that this browser can show.`,
        'Open a recording with H.264, VP9 or AV1 video.',
      );
    video.onloadedmetadata = () => {
      if (!(video.videoWidth > 0 && video.videoHeight > 0)) settle(() => reject(withoutPictures()));
    };
    video.onloadeddata = () => settle(resolve);
    video.onerror = () => settle(() => reject(new Error(video.error?.message)));
    video.src = url;
  });
}

/** Why a browser does not play a recording: it decides, and the boxes of the file only explain it. */
async function refused(file: File, error: MediaError | null, cause?: unknown): Promise<ReticleError> {
  const isMp4 = (await fileTypeOf(file)) === 'mp4';
  // Chromium names what it failed on; a cut MP4 it calls one without streams, too, so its boxes are asked first.
  const foreign = /no supported streams|DECODER_ERROR_NOT_SUPPORTED/i.test(error?.message ?? '');
  const damage = isMp4 ? await mp4Damage(file) : foreign ? null : 'it cannot be played';
  if (damage !== null) return damaged(file, damage, cause);
  if (error?.code === MediaError.MEDIA_ERR_DECODE)
    return damaged(file, 'a part of it cannot be decoded', cause);
  return new ReticleError(
    'file-unsupported',
    `${quote(file)} is coded in a way that this browser cannot play.`,
    'Save it as MP4 with H.264, or WebM with VP9, and open that.',
    { cause },
  );
}

const damaged = (file: File, detail: string, cause?: unknown): ReticleError =>
  new ReticleError(
    'video-corrupt',
    `${quote(file)} is damaged or incomplete: ${detail}.`,
    'Copy the recording again, or open another.',
    { cause },
  );

class FileVideoSource implements VideoSource, Playback {
  readonly kind = 'video';
  readonly label: string;
  readonly size: SizePx;
  readonly port: MessagePort;
  readonly playback: Playback = this;
  private readonly pump: FramePump;
  private readonly listeners = new Set<(state: PlaybackState) => void>();
  private readonly surface = new WatchedSurface();
  private wantsToPlay = true;

  constructor(
    private readonly video: HTMLVideoElement,
    file: File,
    release: () => void,
  ) {
    this.label = file.name;
    this.size = { width: video.videoWidth, height: video.videoHeight };
    const channel = new MessageChannel();
    this.port = channel.port2;
    // A recording can change its size on the way: its px are of another size then.
    this.pump = new FramePump(channel.port1, {
      onOffered: (image) => this.surface.see({ label: this.label, size: frameSize(image) }),
    });
    const frames = videoFrames(video, this.pump);
    const tell = () => {
      this.pump.expect(video.paused ? 'still' : 'steady');
      for (const listener of this.listeners) listener(this.state());
    };
    const events = ['play', 'pause', 'seeked', 'timeupdate', 'durationchange'] as const;
    for (const event of events) video.addEventListener(event, tell);
    const fail = async () => {
      const error = await refused(file, video.error);
      this.pump.end(error.report() satisfies ErrorReport);
    };
    video.addEventListener('error', fail);
    // A browser may pause a muted video in a hidden tab by itself.
    const onVisible = () => {
      if (document.visibilityState === 'visible' && this.wantsToPlay && video.paused) this.play();
    };
    document.addEventListener('visibilitychange', onVisible);
    this.pump.whenClosed(() => {
      frames.stop();
      for (const event of events) video.removeEventListener(event, tell);
      video.removeEventListener('error', fail);
      document.removeEventListener('visibilitychange', onVisible);
      this.listeners.clear();
      this.surface.close();
      release();
    });
  }

  state(): PlaybackState {
    const { paused, currentTime: position, duration } = this.video;
    return { paused, position, duration };
  }

  play(): void {
    this.wantsToPlay = true;
    // Refused where the tab is in the background; it is tried again when it comes to the front.
    this.video.play().catch(() => undefined);
  }

  pause(): void {
    this.wantsToPlay = false;
    this.video.pause();
  }

  seek(position: number): void {
    if (!Number.isFinite(position) || this.pump.closed) return;
    const end = Number.isFinite(this.video.duration) ? this.video.duration : position;
    this.video.currentTime = Math.min(end, Math.max(0, position));
  }

  subscribe(listener: (state: PlaybackState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  watchSurface(listener: (surface: Surface) => void): () => void {
    return this.surface.watch(listener);
  }

  close(): void {
    this.pump.close();
  }
}
