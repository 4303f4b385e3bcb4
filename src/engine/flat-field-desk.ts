import { type ErrorReport, ReticleError } from '../domain/errors';
import type { MeasuredFlatField } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { DriftWatch, type LightDrift, lightDrift } from '../optics/flat-field/drift';
import { FrameAverage } from '../optics/flat-field/frame-average';
import { measureFlatField } from '../optics/flat-field/measure-flat-field';
import type { FieldPipeline } from './field-pipeline';
import { framePixels } from './frame-pixels';
import type { EngineSettings } from './port';

/** Frames that gains are worked out from, and later ones that they are tried on. */
const BLANK_FRAMES = 12;
const CHECK_FRAMES = 4;
/** Time without a frame after which the camera is taken to stand still, ms. */
const STALLED_MS = 10_000;
/** Time between looks at the light, ms. */
const LOOK_EVERY_MS = 3000;

export const BLANK_FAILED = {
  code: 'blank-no-frames',
  message: 'The blank field could not be taken.',
  remedy: 'Look that the picture moves, then take it again.',
} as const satisfies ErrorReport;

interface Taking {
  readonly mounting: Mounting;
  readonly done: (flat: MeasuredFlatField) => void;
  readonly failed: (cause: unknown) => void;
  readonly sums: FrameAverage[];
  /** A frame has been taken in without gains since it began. */
  armed: boolean;
  taken: number;
  frame: SizePx | null;
  timer: ReturnType<typeof setTimeout>;
}

type Pictures = Pick<FieldPipeline, 'picture'>;

export interface FlatFieldNews {
  /** 0..1 */
  readonly progress: (fraction: number) => void;
  readonly drifted: (drift: readonly LightDrift[]) => void;
}

/** Takes blank fields, says which gains hold for a frame, and watches the light afterwards. */
export class FlatFieldDesk {
  #taking: Taking | null = null;
  readonly #watch = new DriftWatch();
  #gains: string | null = null;
  #lastLook = 0;
  #told = '';

  constructor(
    private readonly news: FlatFieldNews,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Gains for the next frame: none while a blank field is taken. */
  gainsOf(settings: EngineSettings): EngineSettings['flatField'] {
    if (!this.#taking) return settings.flatField;
    this.#taking.armed = true;
    return null;
  }

  /**
   * Averages the next frames, without correction.
   * @throws ReticleError saying why this is no blank field, or 'blank-no-frames'
   */
  take(mounting: Mounting): Promise<MeasuredFlatField> {
    this.stop();
    return new Promise((done, failed) => {
      const timer = this.#stallTimer();
      this.#taking = { mounting, done, failed, sums: [], armed: false, taken: 0, frame: null, timer };
    });
  }

  /** Gives up the blank field that is being taken: another source, a lost device. */
  stop(): void {
    this.#fail('The blank field was not finished: the frames ended.');
  }

  /** After each frame that was taken in. `frame`: its size before mounting. */
  async onFrame(pipeline: Pictures, frame: SizePx, settings: EngineSettings): Promise<void> {
    if (this.#taking?.armed) await this.#add(this.#taking, pipeline, frame, settings.mounting);
    else if (!this.#taking) void this.#look(pipeline, settings);
  }

  async #add(taking: Taking, pipeline: Pictures, frame: SizePx, mounting: Mounting): Promise<void> {
    const pixels = await framePixels(pipeline);
    if (taking !== this.#taking) return;
    clearTimeout(taking.timer);
    taking.timer = this.#stallTimer();
    taking.frame ??= frame;
    if (!sameSize(taking.frame, frame) || JSON.stringify(mounting) !== JSON.stringify(taking.mounting))
      return this.#fail('The picture was turned, cropped or resized while the blank field was taken.');
    const at = taking.taken < BLANK_FRAMES ? 0 : 1;
    const sum = taking.sums[at] ?? new FrameAverage({ width: pixels.width, height: pixels.height });
    taking.sums[at] = sum;
    sum.add(pixels);
    taking.taken++;
    this.news.progress(taking.taken / (BLANK_FRAMES + CHECK_FRAMES));
    const [blank, check] = taking.sums;
    if (!blank || !check || taking.taken < BLANK_FRAMES + CHECK_FRAMES) return;
    this.#end(taking);
    try {
      taking.done(measureFlatField(blank, check, frame, mounting));
    } catch (cause) {
      taking.failed(cause);
    }
  }

  /** Looks at the glass of a corrected frame now and then. */
  async #look(pipeline: Pictures, { flatField }: EngineSettings): Promise<void> {
    const gains = flatField?.gains ?? null;
    if (gains !== this.#gains) {
      this.#gains = gains;
      this.#watch.reset();
      this.#lastLook = this.now();
      this.#tell();
    }
    if (gains === null || this.now() - this.#lastLook < LOOK_EVERY_MS) return;
    this.#lastLook = this.now();
    // A lost device fails here too, and is reported elsewhere.
    const pixels = await framePixels(pipeline).catch(() => null);
    if (!pixels || this.#taking || gains !== this.#gains) return;
    this.#watch.look(lightDrift(pixels));
    this.#tell();
  }

  #tell(): void {
    const text = this.#watch.drift.join(' ');
    if (text === this.#told) return;
    this.#told = text;
    this.news.drifted(this.#watch.drift);
  }

  #stallTimer() {
    return setTimeout(() => this.#fail('The camera gave no frames.'), STALLED_MS);
  }

  #fail(message: string): void {
    const taking = this.#taking;
    if (!taking) return;
    this.#end(taking);
    taking.failed(
      new ReticleError(
        'blank-no-frames',
        message,
        'Look that the picture moves, then take the blank field again.',
      ),
    );
  }

  #end(taking: Taking): void {
    clearTimeout(taking.timer);
    if (this.#taking === taking) this.#taking = null;
  }
}

const sameSize = (a: SizePx, b: SizePx) => a.width === b.width && a.height === b.height;
