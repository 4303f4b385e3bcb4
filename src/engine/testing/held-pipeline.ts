import type { Frame } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import type { PictureKind } from '../../domain/picture';
import { type FieldQuality, QUALITY_FIELDS, type QualityField, REGION_PX } from '../../domain/quality';
import type { Tile, TileInput, TileOutput } from '../../domain/tile';
import type { TrackedField, TrackingEvent } from '../../domain/tracking';
import type { RawPicture } from '../../gpu/readback';
import { ArrayCellStore } from '../../slide-map/array-store';
import type { RememberedSlide } from '../../tracking/stored-memory';
import type { CapturedField, FieldPipeline, PinnedField } from '../field-pipeline';
import type { Gates } from './gates';
import { FIELD, type IslandTruth, levelOf, type View } from './glass';

/** What the pipelines of one machine share, and the truth about what they were given. */
export interface Machine {
  readonly gates: Gates;
  readonly viewOf: WeakMap<VideoFrame, View>;
  /** What each tile input was cut from. */
  readonly cutFrom: WeakMap<
    TileInput,
    { readonly view: View; readonly tiles: readonly Tile[]; readonly truth: IslandTruth }
  >;
  /** Islands of the present slide, by name. */
  readonly islands: Map<number, IslandTruth>;
  /** Islands whose um/px the image contradicts: nothing may be kept of them. */
  readonly doubted: Set<number>;
  nextIsland: number;
}

interface Current {
  readonly view: View;
  readonly capturedAt: number;
  readonly sequence: number;
  readonly umPerPx: number | null;
  readonly tracked: TrackedField | null;
}

/** A pipeline that tracks without an error, and knows what each of its fields truly shows. Every await is a gate. */
export class HeldPipeline implements FieldPipeline {
  readonly drawing = 'canvas-2d';
  readonly adapter = 'held';
  readonly gpuBytes = 0;
  #current: Current | null = null;
  #island: number | null = null;
  #events: TrackingEvent[] = [];
  #gone = false;
  /** What is on screen. */
  drawn: Current | null = null;

  constructor(private readonly machine: Machine) {}

  async ingest(...[frame, , umPerPx, , , wanted = () => true]: Parameters<FieldPipeline['ingest']>) {
    await this.#gate();
    if (!wanted()) return null;
    const view = this.#viewOf(frame);
    const tracked = umPerPx === null ? null : this.#track(view, umPerPx);
    const { capturedAt, sequence } = frame;
    this.#current = { view, capturedAt, sequence, umPerPx, tracked };
    return FIELD;
  }

  field() {
    const current = this.#current;
    return current && { size: FIELD, ...current };
  }

  async picture(): Promise<{ size: SizePx; bare: RawPicture } | null> {
    const current = this.#current;
    await this.#gate();
    return current && { size: FIELD, bare: pictureOf(current.view) };
  }

  tracked(): TrackedField | null {
    return this.#current?.tracked ?? null;
  }

  async place(): Promise<TrackedField | null> {
    const tracked = this.tracked();
    await this.#gate();
    return tracked;
  }

  lookAgain(): void {}

  takeTrackingEvents(): TrackingEvent[] {
    for (const event of this.#events)
      if (event.kind === 'objective-change') this.machine.doubted.add(event.island);
    return this.#events.splice(0);
  }

  /** The image seems to contradict um/px, as the tracker would notice it with the next frame. */
  doubtScale(): void {
    if (this.#island !== null)
      this.#events.push({
        kind: 'objective-change',
        ratio: 0.5,
        confidence: 1,
        certain: false,
        island: this.#island,
      });
  }

  async draw(): Promise<void> {
    const current = this.#current;
    await this.#gate();
    if (current) this.drawn = current;
  }

  async capture(): Promise<CapturedField> {
    const current = this.#current;
    if (!current) throw new Error('no field');
    const { view, capturedAt, umPerPx, tracked } = current;
    await this.#gate();
    const bare = pictureOf(view);
    return { size: FIELD, capturedAt, umPerPx, bare, overlay: pictureOf(view), tracked, quality: SHARP };
  }

  async pin(): Promise<PinnedField | null> {
    const current = this.#current;
    const truth = current?.tracked ? this.machine.islands.get(current.tracked.island) : undefined;
    await this.#gate();
    if (!current) return null;
    const { view, capturedAt, sequence, tracked } = current;
    return {
      size: FIELD,
      capturedAt,
      sequence,
      tracked,
      quality: SHARP,
      extract: async (_, tiles, size) => {
        await this.#gate();
        const input: TileInput = { kind: 'cpu', data: new Float32Array(0), count: tiles.length, size };
        if (truth) this.machine.cutFrom.set(input, { view, tiles, truth });
        return input;
      },
      resample: async ({ corners, sizePx }) => {
        await this.#gate();
        return new Float32Array(corners.length * sizePx ** 2 * 3).fill(levelOf(view.glass) / 255);
      },
      release: () => {},
    };
  }

  createStore(classes: number): ArrayCellStore {
    return new ArrayCellStore(classes);
  }

  async values(output: TileOutput): Promise<Float32Array> {
    await this.#gate();
    return output.kind === 'cpu' ? output.data : new Float32Array(0);
  }

  addOutput(): void {}

  changeOutput(): void {}

  removeOutput(): void {}

  resize(): void {}

  beginSlide(remembered: RememberedSlide | null): void {
    this.#current = null;
    this.#island = null;
    this.#events = [];
    if (remembered) return;
    // Names are given from the first again, as another slide has nothing to do with this one.
    this.machine.islands.clear();
    this.machine.doubted.clear();
    this.machine.nextIsland = 0;
  }

  destroy(): void {
    this.#gone = true;
  }

  #track(view: View, umPerPx: number): TrackedField {
    const before = this.#island === null ? undefined : this.machine.islands.get(this.#island);
    if (!before || before.umPerPx !== umPerPx || before.glass !== view.glass) {
      this.#island = this.machine.nextIsland++;
      this.machine.islands.set(this.#island, { glass: view.glass, origin: view.centre, umPerPx });
    }
    const island = this.#island ?? 0;
    const origin = this.machine.islands.get(island)?.origin ?? view.centre;
    const centre = { x: view.centre.x - origin.x, y: view.centre.y - origin.y };
    return { centre, umPerPx, confidence: 1, island, shiftPx: { x: 0, y: 0 } };
  }

  #viewOf({ image }: Frame): View {
    const view = this.machine.viewOf.get(image);
    if (!view) throw new Error('a frame of nowhere');
    return view;
  }

  async #gate(): Promise<void> {
    await this.machine.gates.pass(() => undefined);
    if (this.#gone) throw new Error('the device is gone');
  }
}

const COLUMNS = Math.ceil(FIELD.width / REGION_PX);
const ROWS = Math.ceil(FIELD.height / REGION_PX);
const SHARP_REGION: Partial<Record<QualityField, number>> = {
  tissue: 0.8,
  blurUm: 0.4,
  luma: 0.6,
  white: 0.95,
};
/** Sharp, well-lit tissue everywhere. */
const SHARP: FieldQuality = {
  columns: COLUMNS,
  rows: ROWS,
  values: Float32Array.from(
    Array.from({ length: COLUMNS * ROWS }, () =>
      QUALITY_FIELDS.map((name) => SHARP_REGION[name] ?? 0),
    ).flat(),
  ),
  picture: {
    field: 'h-and-e',
    regions: Array.from({ length: COLUMNS * ROWS }, (): PictureKind => 'h-and-e'),
  },
};

function pictureOf({ glass }: View): RawPicture {
  const data = new Uint8Array(FIELD.width * FIELD.height * 4).fill(levelOf(glass));
  return { ...FIELD, stride: FIELD.width * 4, order: 'rgba', data: data.buffer };
}
