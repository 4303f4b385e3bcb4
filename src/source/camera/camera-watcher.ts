import { type ErrorReport, ReticleError } from '../../domain/errors';
import { type CameraRequest, type CameraSource, listCameras, openCamera } from './camera';

/** A device is announced before its driver is ready: tries after so many ms. */
const RETRY_MS = [0, 500, 1000, 2000, 4000];

export interface WatcherHooks {
  /** The camera is back; the caller owns the source. */
  readonly onReopened: (source: CameraSource) => void;
  /** It is back but cannot be opened; the watcher goes on waiting for the next plug. */
  readonly onFailed?: (error: ErrorReport) => void;
}

/**
 * Waits for a camera that was unplugged and opens it again, with the same resolution. The same device is known by
 * its id, or by its label where the browser has given it a new id: one that was there all along is another camera of
 * the same make.
 */
export class CameraWatcher {
  private generation = 0;
  private stopped = false;
  /** Devices that stayed when the camera went. */
  private others: ReadonlySet<string> | null = null;
  private readonly listener = () => void this.look();

  constructor(
    private readonly wanted: { readonly deviceId: string; readonly label: string },
    private readonly request: Pick<CameraRequest, 'resolution'>,
    private readonly hooks: WatcherHooks,
    private readonly media: MediaDevices = navigator.mediaDevices,
    private readonly retryMs: readonly number[] = RETRY_MS,
  ) {
    media.addEventListener('devicechange', this.listener);
    void this.look();
  }

  stop(): void {
    this.stopped = true;
    this.media.removeEventListener('devicechange', this.listener);
  }

  private async look(): Promise<void> {
    const generation = ++this.generation;
    const overtaken = () => this.stopped || generation !== this.generation;
    let failure: ReticleError | null = null;
    for (const pause of this.retryMs) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (overtaken()) return;
      try {
        const devices = await listCameras(this.media);
        this.others ??= new Set(devices.map(({ deviceId }) => deviceId));
        const { others } = this;
        const device =
          devices.find(({ deviceId }) => deviceId !== '' && deviceId === this.wanted.deviceId) ??
          devices.find(
            ({ deviceId, label }) => label !== '' && label === this.wanted.label && !others.has(deviceId),
          );
        if (overtaken()) return;
        // Absent: the next devicechange looks again.
        if (!device) return;
        const source = await openCamera({ ...this.request, deviceId: device.deviceId }, this.media);
        if (overtaken()) {
          source.close();
          return;
        }
        this.stop();
        this.hooks.onReopened(source);
        return;
      } catch (error) {
        failure = error instanceof ReticleError ? error : null;
        if (failure?.code === 'camera-denied') break;
      }
    }
    if (failure && !overtaken()) this.hooks.onFailed?.(failure.report());
  }
}
