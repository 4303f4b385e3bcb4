import type { ErrorReport } from '../../domain/errors';
import type { EngineClient, EngineCommand, EngineEvent, EngineSettings } from '../../engine/port';
import { Signal } from '../signal';
import { sameSettings } from '../state/same-settings';
import { engineSettings } from '../state/selectors';
import type { AppStore } from '../state/store';
import { WAYS_ON } from '../state/ways-on';
import type { CanvasHost } from './canvas-host';

/** Events that concern one source only. */
const OF_A_SOURCE: ReadonlySet<EngineEvent['kind']> = new Set([
  'status',
  'frame',
  'placement',
  'objective-changed',
  'source-ended',
]);

/** Events about models and the device that they run on. */
const MODEL_TOPICS = [
  'model-missing',
  'model-invalid',
  'model-corrupt',
  'model-failed',
  'webgpu-lost',
] as const;

type StartOptions = Extract<EngineCommand, { kind: 'start' }>['options'];

export interface EngineSessionOptions {
  readonly createClient: () => EngineClient;
  readonly models: () => Promise<readonly string[]>;
  readonly start: StartOptions;
  /** Whether the page is in front. */
  readonly visible: () => boolean;
}

type EventOf<Kind extends EngineEvent['kind']> = Extract<EngineEvent, { kind: Kind }>;

/**
 * One engine at a time with the canvas that it draws to. A canvas goes to one worker only, so a restart
 * brings a new one. Events of an engine that was replaced are dropped.
 */
export class EngineSession {
  /** A new engine runs, and has lost the source's port: the source is to be attached again. */
  readonly restarted = new Signal();
  readonly #events = new Signal<EngineEvent>();
  #client: EngineClient | null = null;
  #generation = 0;
  /** Counts the sources that the running engine was given. */
  #attachment = 0;
  readonly #waiting: ((client: EngineClient) => void)[] = [];
  /** Settings that the running engine has. */
  #sent: EngineSettings | null = null;
  #start: StartOptions;
  readonly #ready: Promise<void>;
  #resolveReady: () => void = () => undefined;

  constructor(
    private readonly store: AppStore,
    private readonly canvases: Pick<CanvasHost, 'create' | 'resized'>,
    private readonly options: EngineSessionOptions,
  ) {
    this.#start = options.start;
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    store.api.subscribe(() => this.#sendSettings());
    canvases.resized.listen((size) => this.send({ kind: 'resize', ...size }));
  }

  /** Hears one kind of event, of whichever engine runs. @returns stops hearing */
  on<Kind extends EngineEvent['kind']>(kind: Kind, listener: (event: EventOf<Kind>) => void): () => void {
    const isOfKind = (event: EngineEvent): event is EventOf<Kind> => event.kind === kind;
    return this.#events.listen((event) => {
      if (isOfKind(event)) listener(event);
    });
  }

  /** Resolves once the models are loaded for the first time, or it is known that none can be. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get client(): EngineClient | null {
    return this.#client;
  }

  /** The engine that runs, as soon as there is one. */
  running(): Promise<EngineClient> {
    if (this.#client) return Promise.resolve(this.#client);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async start(): Promise<void> {
    const generation = ++this.#generation;
    this.#client?.close();
    this.#client = null;
    this.#attachment = 0;
    this.store.patch({
      engine: { phase: 'starting', drawing: null, adapter: null, backend: null, progress: null },
      status: { code: 'starting', examined: 0 },
    });
    const models = await this.options.models();
    if (generation !== this.#generation) return;
    const client = this.options.createClient();
    this.#client = client;
    client.on((event) => {
      if (generation !== this.#generation || this.#isOfEarlierSource(event)) return;
      this.#take(event);
      this.#events.emit(event);
    });
    const { canvas, size } = this.canvases.create();
    const settings = engineSettings(this.store.state);
    this.#sent = settings;
    client.send({ kind: 'start', canvas, models, settings, options: this.#start }, [canvas]);
    for (const resolve of this.#waiting.splice(0)) resolve(client);
    client.send({ kind: 'resize', ...size });
    client.send({ kind: 'visibility', visible: this.options.visible() });
  }

  /** Starts a new engine on a new canvas; the source is attached again. */
  async restart(): Promise<void> {
    this.store.page.dismissTopic('engine');
    await this.start();
    this.restarted.emit();
  }

  send(command: EngineCommand, transfer?: Transferable[]): void {
    if (command.kind !== 'source') this.#client?.send(command, transfer);
    else this.#sendSource(command, transfer);
  }

  /** What was said of the source before does not hold of this one. */
  #sendSource(command: Extract<EngineCommand, { kind: 'source' }>, transfer?: Transferable[]): void {
    if (!this.#client) return;
    this.#client.send({ ...command, attachment: ++this.#attachment }, transfer);
    if (this.store.state.engine.phase === 'running')
      this.store.patch({ status: { code: command.port ? 'waiting-for-frame' : 'no-source', examined: 0 } });
  }

  #isOfEarlierSource({ kind, attachment }: EngineEvent): boolean {
    return OF_A_SOURCE.has(kind) && attachment !== undefined && attachment !== this.#attachment;
  }

  #sendSettings(): void {
    if (!this.#client) return;
    const settings = engineSettings(this.store.state);
    if (this.#sent && sameSettings(settings, this.#sent)) return;
    this.#sent = settings;
    this.#client.send({ kind: 'settings', settings });
  }

  /** The engine continues with all that it knows, on a canvas that is not tied to the lost device. */
  #replaceCanvas(error: ErrorReport): void {
    if (this.#start.drawing === 'canvas-2d') {
      this.#take({ kind: 'error', error, fatal: true });
      return;
    }
    this.#start = { ...this.#start, drawing: 'canvas-2d' };
    this.store.page.notify({ tone: 'note', report: error, ways: [], topic: 'drawing' });
    const { canvas, size } = this.canvases.create();
    this.#client?.send({ kind: 'canvas', canvas }, [canvas]);
    this.#client?.send({ kind: 'resize', ...size });
  }

  #take(event: EngineEvent): void {
    const { store } = this;
    const { engine } = store.state;
    switch (event.kind) {
      case 'ready':
        // What failed on a device that was lost in the meantime does not matter any more.
        for (const topic of MODEL_TOPICS) store.page.dismissTopic(topic);
        store.patch({
          engine: { ...engine, phase: 'running', drawing: event.drawing, adapter: event.adapter },
        });
        if (event.notice)
          store.page.notify({ tone: 'note', report: event.notice, ways: [], topic: 'drawing' });
        return;
      case 'progress':
        store.patch({
          engine: {
            ...engine,
            progress: event.fraction < 1 ? { fraction: event.fraction, stage: event.stage } : null,
          },
        });
        return;
      case 'models':
        store.patch({
          models: event.manifests,
          engine: { ...engine, backend: event.backend, progress: null },
        });
        this.#resolveReady();
        return;
      case 'status':
        store.patch({ status: event.status });
        return;
      case 'frame': {
        const { width, height, umPerPx, objective } = event;
        store.patch({ frame: { width, height, umPerPx, objective } });
        return;
      }
      case 'canvas-unusable':
        this.#replaceCanvas(event.error);
        return;
      case 'error':
        // One model that fails does not keep the others from coming.
        if (event.fatal || event.error.code === 'backend-missing') this.#resolveReady();
        if (event.fatal)
          store.patch({
            engine: { ...engine, phase: 'crashed', progress: null },
            status: { code: 'stopped', examined: 0 },
          });
        store.page.notify({
          tone: 'error',
          report: event.error,
          ways: event.fatal ? ['restart'] : WAYS_ON[event.error.code],
          topic: event.fatal ? 'engine' : `${event.error.code} ${event.error.message}`,
        });
        return;
    }
  }
}
