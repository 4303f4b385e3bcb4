import type { Frame, FrameReply, FrameRequest } from '../../domain/frame';
import { PLAIN_MOUNTING } from '../../domain/frame';
import type { BackendInfo, LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import type { CaptureEncoder } from '../encode-client';
import { Engine } from '../engine';
import { DeferredModel } from '../inference/deferred-model';
import type { ModelSet } from '../inference/models';
import type { EngineEvent } from '../port';
import type { EngineSettings } from '../settings';
import { Gates, HeldClock } from './gates';
import { FIELD, MANIFEST, probabilityAt, type View } from './glass';
import { HeldPipeline, type Machine } from './held-pipeline';

const BACKEND: BackendInfo = { name: 'wasm', description: 'held', threads: 1 };

/** A source whose frames the test delivers by hand. */
interface HeldSource {
  readonly port: MessagePort;
  /** The engine waits for the next frame. */
  wanted: boolean;
  deliver(frame: Frame): void;
}

/** The engine on a machine of which every await is held, until a test lets it go on. */
export class HeldEngine {
  readonly gates = new Gates();
  readonly clock = new HeldClock();
  readonly machine: Machine = {
    gates: this.gates,
    viewOf: new WeakMap(),
    cutFrom: new WeakMap(),
    islands: new Map(),
    doubted: new Set(),
    nextIsland: 0,
  };
  readonly events: EngineEvent[] = [];
  readonly engine: Engine;
  pipeline: HeldPipeline | null = null;
  source: HeldSource | null = null;
  #loseDevice: (reason: string) => void = () => {};
  readonly #refreshes: (() => void)[] = [];
  readonly #beats: (() => void)[] = [];
  #sequence = 0;
  /** Frames that were made and not closed: none may be left but the one that is kept. */
  openFrames = 0;

  constructor(onEvent: (event: EngineEvent) => void = () => {}) {
    this.engine = new Engine({
      openPipeline: () => this.#open(),
      openModels: () => this.#models(),
      encoder: this.#encoder(),
      clock: this.clock,
      atRefresh: (draw) => this.#refreshes.push(draw),
      every: (_, beat) => this.#beats.push(beat),
      emit: (event) => {
        this.events.push(event);
        onEvent(event);
      },
    });
  }

  start(settings: EngineSettings): void {
    const canvas = {} as OffscreenCanvas;
    const started = this.engine.handlers.start({ canvas, models: [], settings, options: {} }, CONTEXT);
    void Promise.resolve(started).catch(() => {});
  }

  attach(label: string): HeldSource {
    const port = {
      onmessage: null as ((event: MessageEvent<FrameReply>) => void) | null,
      postMessage: (request: FrameRequest) => {
        source.wanted = request.kind === 'next';
      },
    };
    const source: HeldSource = {
      port: port as unknown as MessagePort,
      wanted: false,
      deliver: (frame) => {
        source.wanted = false;
        port.onmessage?.({ data: { kind: 'frame', frame } } as MessageEvent<FrameReply>);
      },
    };
    this.source = source;
    void this.engine.handlers.source({ port: source.port, label }, CONTEXT);
    return source;
  }

  frame(view: View): Frame {
    return { image: this.#image(view), sequence: this.#sequence++, capturedAt: this.clock.now() };
  }

  loseDevice(): void {
    this.#loseDevice('held');
  }

  /** The screen is refreshed: what was drawn since is seen. */
  refresh(): void {
    for (const draw of this.#refreshes.splice(0)) draw();
  }

  beat(): void {
    for (const beat of this.#beats) beat();
  }

  #image(view: View): VideoFrame {
    this.openFrames++;
    let open = true;
    const image = {
      displayWidth: FIELD.width,
      displayHeight: FIELD.height,
      clone: () => this.#image(view),
      close: () => {
        if (open) this.openFrames--;
        open = false;
      },
    } as unknown as VideoFrame;
    this.machine.viewOf.set(image, view);
    return image;
  }

  #open(): ReturnType<Engine['ports']['openPipeline']> {
    return this.gates.pass(() => {
      const pipeline = new HeldPipeline(this.machine);
      this.pipeline = pipeline;
      const lost = new Promise<string>((resolve) => {
        this.#loseDevice = resolve;
      });
      return {
        kind: 'open',
        pipeline,
        gpu: null,
        notice: null,
        lost,
        loseDevice: () => this.#loseDevice('told'),
      };
    });
  }

  #models(): ModelSet {
    let disposed = false;
    const model: LoadedModel = {
      manifest: MANIFEST,
      hash: 'held',
      infer: async (input) => {
        const cut = this.machine.cutFrom.get(input);
        await this.gates.pass(() => undefined);
        if (!cut) throw new Error('tiles of nowhere');
        const cells = (input.size - 2 * MANIFEST.margin) / MANIFEST.stride;
        const { view, tiles, truth } = cut;
        const data = Float32Array.from({ length: tiles.length * cells * cells }, (_, at) => {
          const tile = tiles[Math.floor(at / cells ** 2)];
          if (!tile) return Number.NaN;
          const x = (tile.column + (at % cells) + 0.5) * MANIFEST.cellUm + truth.origin.x;
          const y =
            (tile.row + Math.floor((at % cells ** 2) / cells) + 0.5) * MANIFEST.cellUm + truth.origin.y;
          return probabilityAt(view.glass, x, y);
        });
        return { kind: 'cpu', data, count: input.count };
      },
      dispose: () => {},
    };
    const runtime: SegmentationRuntime = {
      backend: BACKEND,
      memory: 'cpu',
      build: async () => model,
      memoryUse: async () => ({ tensors: 0, bytes: 0 }),
      dispose: () => {},
    };
    const deferred = new DeferredModel(
      model,
      async () => model,
      () => {},
    );
    return {
      backend: BACKEND,
      start: async () => runtime,
      own: (pack) =>
        new DeferredModel(
          pack,
          async () => ({ ...model, manifest: pack.manifest, hash: pack.hash }),
          () => {},
        ),
      load: async () => {
        await this.gates.pass(() => undefined);
        return disposed ? null : { loaded: [deferred], errors: [] };
      },
      memoryUse: async () => ({ tensors: 0, gpuBytes: 0 }),
      dispose: () => {
        disposed = true;
      },
    };
  }

  #encoder(): CaptureEncoder {
    return {
      withRoom: (_, capture) => capture(),
      encode: ({ bare, overlay }) =>
        this.gates.pass(() => ({
          frame: new Blob([bare.data]),
          overlay: new Blob([overlay.data]),
          thumbnail: new Blob([]),
        })),
    };
  }
}

/** Context of a call that nobody gives up. */
export const CONTEXT = { signal: new AbortController().signal, progress: () => {} };

export function settingsAt(umPerPx: number | null, enabled = true, frozen = false): EngineSettings {
  return {
    layers: [{ modelId: MANIFEST.id, classId: 'tumour', enabled, threshold: 0.5 }],
    heatmap: true,
    contours: true,
    opacity: 0.5,
    colourMap: 'viridis',
    scaleBar: true,
    overlayVisible: true,
    frozen,
    calibration: umPerPx === null ? null : { umPerPx, basis: 'micrometer', objective: 10 },
    mounting: PLAIN_MOUNTING,
    flatField: null,
    replay: false,
  };
}
