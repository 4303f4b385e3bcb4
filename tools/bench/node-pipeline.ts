import type { FrameTruth } from '../../src/domain/frame';
import type { PointUm, SizePx } from '../../src/domain/geometry';
import type { Tile, TileOutput } from '../../src/domain/tile';
import type { TrackedField } from '../../src/domain/tracking';
import { type FieldPipeline, type PinnedField, placementOf } from '../../src/engine/field-pipeline';
import { cutOf } from '../../src/engine/tile-cut';
import { measureQuality } from '../../src/optics/quality-reference';
import { resampleTiles } from '../../src/optics/resample-reference';
import { CpuTracker } from '../../src/tracking/cpu-tracker';

/** One frame in plain memory with its place, as told by the tracker and as it is. */
export interface PlacedFrame {
  readonly size: SizePx;
  readonly rgba: Uint8Array;
  readonly capturedAt: number;
  readonly sequence: number;
  readonly tracked: TrackedField;
  readonly truth: FrameTruth;
}

/** Tiles that were cut out, and the frame that they were cut from. */
export interface Cut {
  readonly frame: PlacedFrame;
  readonly tiles: readonly Tile[];
  /** Side of each, px of the model's input. */
  readonly sizePx: number;
}

/** True place minus told place, um: one value for a whole island if the tracker makes no error. */
export function offsetOf({ truth, tracked }: PlacedFrame): PointUm {
  return { x: truth.centre.x - tracked.centre.x, y: truth.centre.y - tracked.centre.y };
}

/**
 * The field pipeline without a browser: frames come as bytes, nothing is drawn, and the TypeScript forms of
 * the passes do the work. It knows the truth of each frame beside what the tracker makes of it.
 */
export class NodePipeline implements Pick<FieldPipeline, 'pin' | 'tracked' | 'values'> {
  readonly tracker = new CpuTracker();
  #current: PlacedFrame | null = null;
  #pinned: PinnedField | null = null;
  #lastCut: Cut | null = null;
  #sequence = 0;

  /** Takes a frame in. `rgba` may be written again after the next call. */
  take(size: SizePx, rgba: Uint8Array, truth: FrameTruth, capturedAt: number): PlacedFrame {
    const tracked = this.tracker.register({ ...size, rgba }, truth.umPerPx);
    this.#current = { size, rgba, capturedAt, sequence: this.#sequence++, tracked, truth };
    return this.#current;
  }

  tracked(): TrackedField | null {
    return this.#current?.tracked ?? null;
  }

  async values(output: TileOutput): Promise<Float32Array> {
    if (output.kind !== 'cpu') throw new Error('there is no GPU to read from');
    return output.data;
  }

  get current(): PlacedFrame | null {
    return this.#current;
  }

  /** What the model is running on, or ran on last. */
  get lastCut(): Cut | null {
    return this.#lastCut;
  }

  async pin(): Promise<PinnedField | null> {
    // A frame that is looked at again is as good as it was.
    if (this.#current && this.#pinned?.sequence !== this.#current.sequence)
      this.#pinned = this.#hold(this.#current);
    return this.#pinned;
  }

  #hold(current: PlacedFrame): PinnedField {
    const frame = { ...current, rgba: current.rgba.slice() };
    const { size, rgba, capturedAt, sequence, tracked, truth } = frame;
    const bytes = { ...size, rgba };
    return {
      size,
      capturedAt,
      sequence,
      tracked,
      // A field without a place is not looked at.
      quality: placementOf(tracked)
        ? measureQuality(bytes, truth.umPerPx)
        : { columns: 0, rows: 0, values: new Float32Array(0) },
      extract: async (manifest, tiles, sizePx) => {
        this.#lastCut = { frame, tiles, sizePx };
        const data = resampleTiles(bytes, cutOf(size, tracked, manifest, tiles, sizePx));
        return { kind: 'cpu', data, count: tiles.length, size: sizePx };
      },
      resample: async (cut) => resampleTiles(bytes, cut),
      release: () => {},
    };
  }
}
