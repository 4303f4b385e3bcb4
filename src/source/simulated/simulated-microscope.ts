import type { Devices } from '../../domain/devices';
import type { ErrorReport } from '../../domain/errors';
import type { FrameSource, SourceKind } from '../../domain/frame';
import type { PointUm, SizePx } from '../../domain/geometry';
import { connect, type Remote } from '../../rpc/connect';
import { applyChange } from './microscope-state';
import { simulatedDevices } from './simulated-devices';
import type { RegionTruth, Simulator, SimulatorState } from './simulator';
import type {
  MicroscopeCalls,
  MicroscopeEvents,
  MicroscopeOptions,
  OpenedStage,
  StageRequest,
  StillImage,
} from './worker-calls';

export type { MicroscopeOptions };

export const SIMULATED_SIZE: SizePx = { width: 1280, height: 720 };
/** Largest rectangle for which the truth is computed, px. */
const MAX_TRUTH_PX = 1 << 26;

/** A simulated microscope with a procedural slide, real tissue or a still image on its stage. */
export interface StageSource extends FrameSource {
  readonly devices: Devices;
  readonly simulator: Simulator;
  /** The still image on the stage; null for any other slide. */
  readonly still: StillImage | null;
}

/** A simulated microscope of which only the pictures are known, as of a real one with a camera on it. */
export interface HiddenMicroscope extends FrameSource {
  /** For tests and demonstrations: turns what the page does not hear of. */
  readonly hidden: Simulator;
}

const isStageSource = (source: FrameSource): source is StageSource => 'simulator' in source;
const isHidden = (source: FrameSource): source is HiddenMicroscope => 'hidden' in source;

/** The simulator that the page may show and set; null for any other source. */
export const simulatorOf = (source: FrameSource): Simulator | null =>
  isStageSource(source) ? source.simulator : null;

/** The simulator, also one that the page does not hear of. */
export const anySimulatorOf = (source: FrameSource): Simulator | null =>
  isHidden(source) ? source.hidden : simulatorOf(source);

/** The still image on the stage of a source; null where there is none. */
export const stillImageOf = (source: FrameSource): StillImage | null =>
  'still' in source ? (source as StageSource).still : null;

/** Hides stage, turret and scale of a microscope that was opened as `untold`. */
export function behindCamera(stage: StageSource): HiddenMicroscope {
  const { label, size, port, simulator } = stage;
  return {
    ...{ kind: 'camera', label, size, port, hidden: simulator },
    watchDeath: (listener) => stage.watchDeath?.(listener) ?? (() => undefined),
    close: () => stage.close(),
  };
}

const SLIDE_NAMES = {
  'lymph-node': 'lymph node',
  prostate: 'prostate',
  micrometer: 'stage micrometer',
  'lymph-node-tissue': 'Lymph node',
  'prostate-tissue': 'Prostate',
} as const;

function labelOf(stage: StageRequest): string {
  switch (stage.kind) {
    case 'image':
      return stage.file.name;
    case 'tissue':
      return `${SLIDE_NAMES[stage.slide]}, real tissue on a simulated stage`;
    case 'procedural':
      return `Simulated ${SLIDE_NAMES[stage.slide]}, slide ${stage.seed}`;
  }
}

type MicroscopeRemote = Remote<MicroscopeCalls, MicroscopeEvents>;

/** Starts the microscope in its worker. Rejects with what is wrong with the image, or 'worker-crashed'. */
export async function openMicroscope(
  stage: StageRequest,
  options: MicroscopeOptions = {},
): Promise<StageSource> {
  const worker = new Worker(new URL('./simulated-worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulated microscope',
  });
  const remote = connect<MicroscopeCalls, MicroscopeEvents>(worker, {
    name: 'simulated microscope',
    remedy: 'Choose the source again.',
    pingWhenIdle: true,
  });
  const channel = new MessageChannel();
  try {
    const request = { stage, options, port: channel.port1 };
    const opened = await remote.call('open', request, { transfer: [channel.port1] });
    return new WorkerMicroscope(remote, channel.port2, stage, options.size ?? SIMULATED_SIZE, opened);
  } catch (error) {
    remote.close();
    channel.port2.close();
    throw error;
  }
}

/** Main-thread end. Changes show in `state()` at once; the worker's word follows and prevails. */
class WorkerMicroscope implements StageSource, Simulator {
  readonly kind: SourceKind;
  readonly label: string;
  readonly still: StillImage | null;
  readonly ownScale = true;
  readonly simulator: Simulator = this;
  readonly devices: Devices;
  readonly extentUm: { readonly width: number; readonly height: number };
  readonly objectives: readonly number[];
  private current: SimulatorState;
  private revision = 0;
  private readonly listeners = new Set<(state: SimulatorState) => void>();
  private open = true;

  constructor(
    private readonly remote: MicroscopeRemote,
    readonly port: MessagePort,
    stage: StageRequest,
    readonly size: SizePx,
    opened: OpenedStage,
  ) {
    this.kind = stage.kind === 'image' ? 'image' : 'simulated';
    this.label = labelOf(stage);
    this.still = opened.still;
    this.extentUm = opened.extentUm;
    this.objectives = opened.objectives;
    this.current = opened.state;
    this.devices = simulatedDevices(this);
    remote.on('state', ({ state, revision }) => {
      // An answer from before the newest change would turn it back for a moment.
      if (revision === this.revision) this.adopt(state);
    });
  }

  state(): SimulatorState {
    return this.current;
  }

  set(change: Partial<SimulatorState>): void {
    if (!this.open) return;
    this.remote.send('set', { change, revision: ++this.revision });
    this.adopt(applyChange(this.current, change, this.limits()));
  }

  moveBy(dx: number, dy: number): void {
    if (!this.open) return;
    this.remote.send('moveBy', { dx, dy, revision: ++this.revision });
    const { x, y } = this.current.stage;
    this.adopt(applyChange(this.current, { stage: { x: x + dx, y: y + dy } }, this.limits()));
  }

  subscribe(listener: (state: SimulatorState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  truth(origin: PointUm, umPerPx: number, width: number, height: number): Promise<RegionTruth> {
    const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
    if (!whole || width * height > MAX_TRUTH_PX || !(umPerPx > 0))
      return Promise.reject(new RangeError(`No truth for ${width} x ${height} px at ${umPerPx} um/px.`));
    return this.remote.call('truth', { origin, umPerPx, width, height });
  }

  watchDeath(listener: (error: ErrorReport) => void): () => void {
    return this.remote.onDeath(listener);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.remote.close();
    this.listeners.clear();
  }

  private adopt(state: SimulatorState): void {
    this.current = state;
    for (const listener of this.listeners) listener(state);
  }

  /** Whether there is a tour only the worker knows: it says so a moment later. */
  private limits() {
    const { width, height } = this.extentUm;
    const tour = this.still ? [] : [{ x: 0, y: 0, dwellMs: 0 }];
    return { widthUm: width, heightUm: height, objectives: this.objectives, tour };
  }
}
