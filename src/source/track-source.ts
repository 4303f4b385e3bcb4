import { type ErrorReport, toErrorReport } from '../domain/errors';
import { type CameraControls, type FrameSource, frameSize, type Surface } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { FramePump } from './frame-pump';
import { pumpTrack } from './track-frames';
import { WatchedSurface } from './watched-surface';

export interface TrackSourceOptions {
  readonly kind: 'camera' | 'screen';
  readonly label: string;
  readonly size: SizePx;
  readonly controls?: CameraControls;
  /** Told to the consumer when the track ends by itself. */
  readonly ended: ErrorReport;
}

/** A live video track as a FrameSource. Takes ownership of the track. */
export class TrackSource implements FrameSource {
  readonly kind: 'camera' | 'screen';
  readonly label: string;
  readonly size: SizePx;
  readonly port: MessagePort;
  readonly controls?: CameraControls;
  private readonly pump: FramePump;
  private readonly endListeners = new Set<(error: ErrorReport) => void>();
  private readonly surface = new WatchedSurface();

  constructor(track: MediaStreamTrack, options: TrackSourceOptions) {
    this.kind = options.kind;
    this.label = options.label;
    this.size = options.size;
    if (options.controls) this.controls = options.controls;
    const channel = new MessageChannel();
    this.port = channel.port2;
    // A shared screen gives frames when it changes, a camera all the time.
    const flow = options.kind === 'screen' ? 'on-change' : 'steady';
    this.pump = new FramePump(channel.port1, {
      onClose: () => track.stop(),
      onOffered: (image) => {
        if (!track.muted) this.pump.expect(flow);
        this.surface.see({
          // A camera keeps its name; another window or tab can be shared in place of the first.
          label: (options.kind === 'screen' && track.label) || options.label,
          size: frameSize(image),
        });
      },
    });
    this.pump.expect(flow);
    track.addEventListener('mute', () => this.pump.expect('muted'));
    track.addEventListener('unmute', () => this.pump.expect(flow));
    track.addEventListener('ended', () => this.end(options.ended), { once: true });
    pumpTrack(track, this.pump).then(
      () => {
        // The frames can stop a moment before the track says that it has ended.
        if (track.readyState === 'ended') this.end(options.ended);
      },
      (error: unknown) => this.end(toErrorReport(error, options.ended)),
    );
  }

  /** Called once when the track ends by itself (unplugged, sharing stopped), not after `close`. */
  onEnded(listener: (error: ErrorReport) => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  watchSurface(listener: (surface: Surface) => void): () => void {
    return this.surface.watch(listener);
  }

  close(): void {
    this.endListeners.clear();
    this.surface.close();
    this.pump.close();
  }

  private end(error: ErrorReport): void {
    if (this.pump.closed) return;
    this.pump.end(error);
    for (const listener of this.endListeners) listener(error);
    this.endListeners.clear();
  }
}
