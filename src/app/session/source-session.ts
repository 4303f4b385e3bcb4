import { shallow } from 'zustand/shallow';
import type { Devices } from '../../domain/devices';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { FrameSource, Surface } from '../../domain/frame';
import type { EngineCommand } from '../../engine/port';
import type { CameraSource } from '../../source/camera/camera';
import type { SourceRequest } from '../../source/open-source';
import { simulatorOf, stillImageOf } from '../../source/simulated/simulated-microscope';
import type { SimulatorState } from '../../source/simulated/simulator';
import { t } from '../i18n/i18n';
import { Signal } from '../signal';
import { currentCalibration } from '../state/selectors';
import type { WayOn } from '../state/slices/page-slice';
import type { AppStore } from '../state/store';
import { WAYS_ON } from '../state/ways-on';
import type { AwaitedCamera, CameraHooks } from './awaited-camera';
import { recordedName } from './source-name';

export interface SourceSessionOptions {
  readonly open: (request: SourceRequest) => Promise<FrameSource>;
  /** Opens an ended camera again as soon as it is back; the returned function stops waiting. */
  readonly watchForCamera: (ended: AwaitedCamera, hooks: CameraHooks) => () => void;
  /** Called before the engine gets a source: it may be of another slide. */
  readonly attaching: (request: SourceRequest) => void;
  readonly send: (command: EngineCommand, transfer?: Transferable[]) => void;
  /** Takes on what the source brings; the returned function lets go of it. */
  readonly attachDevices: (devices: Devices) => () => void;
}

const FALLBACK: ErrorReport = {
  code: 'camera-missing',
  message: 'The source could not be opened.',
  remedy: 'Try again, or choose another source.',
};

/** That um/px has to be set again. */
const SURFACE_TOPIC = 'surface';

/** One source at a time. An opening that was overtaken by a later one is closed unseen. */
export class SourceSession {
  /** After each opening, also of a camera that has come back. */
  readonly opened = new Signal<FrameSource>();
  #generation = 0;
  #source: FrameSource | null = null;
  #stopWatching: () => void = () => undefined;
  /** Ends what listens to the open source. */
  #ends: (() => void)[] = [];
  /** The worker of this source died before, and it was opened anew. */
  #revived = false;

  constructor(
    private readonly store: AppStore,
    private readonly options: SourceSessionOptions,
  ) {}

  /**
   * Opens a source in place of the current one, which goes on until the new one is there, and stays when it
   * cannot be opened. Only a camera is let go first: many drivers open a device once.
   */
  async open(request: SourceRequest): Promise<boolean> {
    const generation = ++this.#generation;
    this.#revived = false;
    this.#stopWatching();
    this.store.page.dismissTopic('source');
    const { source: current } = this.store.state;
    if (current.phase === 'open' && current.request.kind === 'camera' && request.kind === 'camera')
      this.#letGo();
    this.store.patch({ opening: request });
    try {
      const source = await this.options.open(request);
      if (generation !== this.#generation) {
        source.close();
        return false;
      }
      this.store.patch({ opening: null });
      // What a file says of its scale is shown with where it is from, and holds once the user has confirmed it.
      const still = stillImageOf(source);
      if (request.kind === 'file' && request.umPerPx === undefined && still) {
        source.close();
        const { suggestedUmPerPx: umPerPx, suggestedBy, notes } = still;
        this.store.patch({ pendingImage: { file: request.file, umPerPx, told: { suggestedBy, notes } } });
        return false;
      }
      this.#letGo();
      this.store.patch({ objective: null, linkedUmPerPx: null });
      this.#attach(source, request);
      return true;
    } catch (cause) {
      if (generation !== this.#generation) return false;
      this.store.patch({ opening: null });
      const error = toErrorReport(cause, FALLBACK);
      this.#report(error);
      const missing = request.kind === 'camera' && error.code === 'camera-missing' ? request : null;
      if (missing?.deviceId !== undefined && this.#source === null)
        this.#waitFor({ deviceId: missing.deviceId, label: missing.label ?? '' }, missing);
      return false;
    }
  }

  /** Opens the same source anew: after an engine restart, since its port went to the old engine. */
  async reopen(): Promise<void> {
    const { source, simulator, objective, linkedUmPerPx } = this.store.state;
    if (source.phase === 'none') return;
    this.#letGo();
    if (!(await this.open(source.request))) return;
    this.store.patch({ objective, linkedUmPerPx });
    if (simulator && this.#source) simulatorOf(this.#source)?.set(simulator);
  }

  /** Sets what only a simulated microscope has; nothing happens with any other source. */
  simulate(change: Partial<SimulatorState>): void {
    if (this.#source) simulatorOf(this.#source)?.set(change);
  }

  close(): void {
    this.#generation++;
    this.store.patch({ opening: null });
    this.#letGo();
  }

  /** The source has stopped by itself. A camera is opened again when it is back. */
  ended(error: ErrorReport): void {
    const { source } = this.store.state;
    if (source.phase !== 'open') return;
    if (this.#revive(error)) return;
    const { request } = source;
    const camera = isCameraSource(source.source) ? source.source.device : null;
    this.#release();
    this.store.patch({ source: { phase: 'ended', request }, simulator: null, surface: null, frozen: false });
    this.#report(error);
    if (request.kind !== 'camera' || !camera) return;
    this.#waitFor(camera, request);
  }

  /** Opens a camera as soon as it is there, unless something else is opened first. */
  #waitFor(
    camera: Pick<AwaitedCamera, 'deviceId' | 'label'>,
    request: Extract<SourceRequest, { kind: 'camera' }>,
  ): void {
    const generation = this.#generation;
    this.#stopWatching = this.options.watchForCamera(
      { ...camera, ...(request.resolution && { resolution: request.resolution }) },
      {
        onReopened: (reopened) => {
          if (generation !== this.#generation) return reopened.close();
          this.store.page.dismissTopic('source');
          this.#attach(reopened, request);
        },
        onFailed: (failure) => {
          if (generation === this.#generation) this.#report(failure);
        },
      },
    );
  }

  /** A source whose worker died is opened anew, once; after that the user is asked. @returns whether it is */
  #revive(error: ErrorReport): boolean {
    if (error.code !== 'worker-crashed' || this.#revived) return false;
    // Opening by hand forgets it.
    void this.reopen();
    this.#revived = true;
    this.store.page.notify({
      tone: 'note',
      report: { ...error, remedy: t('sources.revived') },
      ways: [],
      topic: 'source',
    });
    return true;
  }

  #attach(source: FrameSource, asked: SourceRequest): void {
    this.#source = source;
    const simulator = simulatorOf(source);
    // "Any camera" has become a certain one, which is what is remembered and opened again.
    const request: SourceRequest =
      asked.kind === 'camera' && isCameraSource(source) && source.device.deviceId !== ''
        ? { ...asked, deviceId: source.device.deviceId, label: source.device.label }
        : asked;
    // Before the scale that was measured through it is looked for by its name.
    if (isCameraSource(source)) this.store.optics.nameCameras([...this.store.state.cameras, source.device]);
    this.options.attaching(request);
    this.store.patch({
      source: { phase: 'open', request, source },
      simulator: simulator?.state() ?? null,
    });
    const ends = [
      source.devices && this.options.attachDevices(source.devices),
      simulator?.subscribe((state) => {
        if (source === this.#source) this.store.patch({ simulator: state });
      }),
      source.watchDeath?.((error) => this.ended(error)),
      source.watchSurface?.((surface) => this.#see(surface)),
    ];
    this.#ends = ends.flatMap((end) => end ?? []);
    this.options.send({ kind: 'source', port: source.port, label: recordedName(source) }, [source.port]);
    this.opened.emit(source);
  }

  /** The first frame tells what is shown; what changes later may be shown larger or smaller than before. */
  #see(surface: Surface): void {
    const { store } = this;
    const known = store.state.surface;
    if (known?.label === surface.label && shallow(known.size, surface.size)) return;
    store.patch({ surface });
    if (!known) return;
    const hadScale = currentCalibration(store.state) !== null || store.state.objective !== null;
    store.patch({ objective: null, linkedUmPerPx: null, cropping: null });
    if (!hadScale) return;
    const { width, height } = surface.size;
    store.page.notify({
      tone: 'note',
      report: { message: t('sources.changed', { width, height }), remedy: t('sources.changedRemedy') },
      ways: [],
      topic: SURFACE_TOPIC,
    });
  }

  #letGo(): void {
    this.#release();
    this.store.patch({
      source: { phase: 'none' },
      simulator: null,
      frame: null,
      surface: null,
      frozen: false,
      cropping: null,
    });
  }

  #release(): void {
    this.#stopWatching();
    this.#stopWatching = () => undefined;
    this.store.page.dismissTopic(SURFACE_TOPIC);
    for (const end of this.#ends.splice(0)) end();
    if (!this.#source) return;
    this.options.send({ kind: 'source', port: null, label: '' });
    this.#source.close();
    this.#source = null;
  }

  #report(error: ErrorReport): void {
    // Of a source, what crashed is its own worker.
    const ways: readonly WayOn[] =
      error.code === 'worker-crashed' ? ['retry', 'other-source'] : WAYS_ON[error.code];
    this.store.page.notify({ tone: 'error', report: error, ways, topic: 'source' });
  }
}

const isCameraSource = (source: FrameSource): source is CameraSource => 'device' in source;
