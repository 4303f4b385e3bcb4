import { type ErrorReport, toErrorReport } from '../domain/errors';
import type { Gpu } from '../gpu/device';
import { DeviceLosses } from './device-losses';
import type { FieldPipeline } from './field-pipeline';
import type { OpenedPipeline } from './open-pipeline';
import type { StartOptions } from './port';

/**
 * `lost`: the device is gone and is being opened again. `given-up`: it was lost too often; the page must bring
 * another canvas.
 */
export type RecoveryPhase = 'closed' | 'opening' | 'running' | 'lost' | 'given-up';

export interface RecoveryHost {
  open(canvas: OffscreenCanvas, options: StartOptions): Promise<OpenedPipeline>;
  /** A pipeline is there. `again`: in place of one that was lost. */
  opened(opened: Extract<OpenedPipeline, { kind: 'open' }>, again: boolean): void;
  /** What was shown and loaded is to come back on the new device. */
  back(): Promise<void>;
  /** All that lives on the device is void; what is under way must be dropped. */
  lost(): void;
  /** The canvas can be drawn to no more: the page is asked for another. */
  canvasUnusable(error: ErrorReport): void;
  note(error: ErrorReport): void;
}

/** Opens what draws and infers, and opens it again after the graphics device was lost. */
export class Recovery {
  #phase: RecoveryPhase = 'closed';
  #pipeline: FieldPipeline | null = null;
  #gpu: Gpu | null = null;
  #loseDevice: (() => void) | null = null;
  #canvas: { readonly canvas: OffscreenCanvas; readonly options: StartOptions } | null = null;
  /** Counts openings: one that was overtaken is thrown away. */
  #opening = 0;

  constructor(
    private readonly host: RecoveryHost,
    private readonly losses = new DeviceLosses(),
  ) {}

  get phase(): RecoveryPhase {
    return this.#phase;
  }

  /** True from the loss of a device until there is another pipeline. */
  get recovering(): boolean {
    return this.#phase === 'lost' || this.#phase === 'given-up';
  }

  get pipeline(): FieldPipeline | null {
    return this.#pipeline;
  }

  get gpu(): Gpu | null {
    return this.#gpu;
  }

  /** @returns whether there is a pipeline now */
  start(canvas: OffscreenCanvas, options: StartOptions): Promise<boolean> {
    this.#canvas = { canvas, options };
    this.#phase = 'opening';
    return this.#open(false);
  }

  /** Another canvas in place of the one that is tied to a lost device: it is drawn to by Canvas 2D. */
  async replaceCanvas(canvas: OffscreenCanvas): Promise<void> {
    if (!this.#canvas) return;
    this.#canvas = { canvas, options: { ...this.#canvas.options, drawing: 'canvas-2d' } };
    this.#phase = 'lost';
    if (await this.#open(true)) await this.#bringBack();
  }

  /** Destroys the device, as a driver reset would (tests). */
  loseDevice(): void {
    this.#loseDevice?.();
  }

  async #open(again: boolean): Promise<boolean> {
    if (!this.#canvas) return false;
    const opening = ++this.#opening;
    const opened = await this.host.open(this.#canvas.canvas, this.#canvas.options);
    if (opening !== this.#opening) {
      if (opened.kind === 'open') opened.pipeline.destroy();
      return false;
    }
    if (opened.kind === 'unusable') {
      this.#phase = 'given-up';
      this.host.note(opened.error);
      this.host.canvasUnusable(opened.error);
      return false;
    }
    const { pipeline } = opened;
    this.#pipeline = pipeline;
    this.#gpu = opened.gpu;
    this.#loseDevice = opened.loseDevice;
    this.#phase = 'running';
    opened.lost?.then((reason) => {
      if (pipeline === this.#pipeline) void this.#lost(reason);
    });
    if (opened.notice) this.host.note(opened.notice);
    this.host.opened(opened, again);
    return true;
  }

  /** The device is there; what could not be restored on it is reported, and the next frame repairs it. */
  async #bringBack(): Promise<void> {
    try {
      await this.host.back();
    } catch (cause) {
      this.host.note(
        toErrorReport(cause, {
          code: 'frame-failed',
          message: 'The graphics device is back, but not all that was shown.',
          remedy: 'Wait for the next frame; if the picture stays empty, choose the source again.',
        }),
      );
    }
  }

  /** The graphics device is gone: everything on it is built again, on the same canvas. */
  async #lost(reason: string): Promise<void> {
    const givenUp = this.losses.add();
    const old = this.#pipeline;
    this.#phase = givenUp ? 'given-up' : 'lost';
    this.#pipeline = null;
    this.#gpu = null;
    this.#loseDevice = null;
    this.host.note({
      code: 'webgpu-lost',
      message: `The graphics device was lost (${reason}).`,
      remedy: 'Reticle opens it again by itself; the slide map is kept.',
    });
    this.host.lost();
    old?.destroy();
    if (givenUp) {
      this.host.canvasUnusable(LOST_TOO_OFTEN);
      return;
    }
    const opened = await this.#open(true).catch((cause: unknown) => {
      this.#phase = 'given-up';
      this.host.canvasUnusable({ ...LOST_TOO_OFTEN, message: `${NOT_BACK} (${String(cause)})` });
      return false;
    });
    if (opened) await this.#bringBack();
  }
}

const NOT_BACK = 'The graphics device did not come back.';
const LOST_TOO_OFTEN: ErrorReport = {
  code: 'webgpu-lost',
  message: 'The graphics device is lost again and again.',
  remedy:
    'Reticle goes on without WebGPU, more slowly; the slide map is kept. Update the graphics driver, then reload the page.',
};
