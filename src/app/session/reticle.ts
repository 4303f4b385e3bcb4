import type { CaseStore } from '../../capture/case-store';
import { ReticleError, toErrorReport } from '../../domain/errors';
import type { FrameSource, MicroscopeState } from '../../domain/frame';
import type { ReplayFrame } from '../../domain/replay';
import type { EngineClient, SnapshotResult } from '../../engine/port';
import { type Clip, writeClip } from '../../export/clip';
import { snapshotFileName } from '../../export/file-name';
import type { SourceRequest } from '../../source/open-source';
import { AnnotationKeeper, type AnnotationKeeperPorts } from '../annotate/annotation-keeper';
import { AnnotationSession, CLASSES } from '../annotate/annotation-session';
import { annotationsInField } from '../annotate/in-field';
import { modelContour } from '../annotate/model-contour';
import type { ExportPorts } from '../export/export-session';
import { ExportSession } from '../export/export-session';
import { t } from '../i18n/i18n';
import { MapSession } from '../map/map-session';
import { mapPng } from '../map/save-map';
import { ObjectiveSession } from '../objective/objective-session';
import { ReplaySession } from '../replay/replay-session';
import { measuresInWorker } from '../self-test/measure-in-worker';
import { saveSelfTest } from '../self-test/save-self-test';
import { SelfTestSession } from '../self-test/self-test-session';
import type { CameraEntry, WayOn } from '../state/app-state';
import type { DeepLink, ParsedLink } from '../state/deep-link';
import type { PreferenceStorage } from '../state/preference-storage';
import { currentObjective, currentRequest } from '../state/selectors';
import { AppStore } from '../state/store';
import type { ReticleWindowApi } from '../window-api';
import { CanvasHost } from './canvas-host';
import { CaptureSession } from './capture-session';
import { createWindowApi } from './create-window-api';
import { EngineSession } from './engine-session';
import { firstRequest } from './first-request';
import { FlatFieldSession } from './flat-field-session';
import { DEMO_SEED } from './new-seed';
import { saveFile } from './save-file';
import { snapshotCaption } from './snapshot-caption';
import { SourceSession, type SourceSessionOptions } from './source-session';

/** What the page needs from outside; given by the composition root. */
export interface ReticlePorts {
  readonly createClient: () => EngineClient;
  readonly modelUrls: () => Promise<readonly string[]>;
  readonly openSource: (request: SourceRequest) => Promise<FrameSource>;
  readonly listCameras: () => Promise<readonly CameraEntry[]>;
  /** Whether the browser may open a camera without asking. */
  readonly cameraGranted: () => Promise<boolean>;
  readonly watchForCamera: SourceSessionOptions['watchForCamera'];
  readonly storage: PreferenceStorage;
  readonly exports: Omit<ExportPorts, 'openStore' | 'live'>;
  readonly openCaseStore: () => Promise<CaseStore>;
  /** Other pages of the origin keep cases too. */
  readonly holdCase: AnnotationKeeperPorts['holdCase'];
}

/** The page without its looks: engine, source, settings, and what the user can do with them. */
export class Reticle {
  readonly store: AppStore;
  readonly canvases: CanvasHost;
  readonly engine: EngineSession;
  readonly source: SourceSession;
  readonly map: MapSession;
  readonly window: ReticleWindowApi;
  readonly exports: ExportSession;
  readonly capture: CaptureSession;
  readonly annotations: AnnotationSession;
  readonly replay: ReplaySession;
  readonly flatField: FlatFieldSession;
  readonly objectiveChange: ObjectiveSession;
  readonly selfTest: SelfTestSession;
  readonly keeper: AnnotationKeeper;
  readonly #link: DeepLink;
  /** Applied to the first source that has no objective of its own. */
  #linkedScale: { objective: number | null; umPerPx: number | null } | null;
  readonly #remembered: boolean;

  constructor(
    private readonly ports: ReticlePorts,
    parsedLink: ParsedLink,
  ) {
    const { preferences, remembered, lost } = ports.storage.load();
    const { link, wrong } = parsedLink;
    this.#link = link;
    this.#remembered = remembered;
    this.#linkedScale =
      link.objective !== undefined || link.umPerPx !== undefined
        ? { objective: link.objective ?? null, umPerPx: link.umPerPx ?? null }
        : null;
    this.store = new AppStore(preferences);
    this.exports = new ExportSession({
      ...ports.exports,
      openStore: () => this.capture.store(),
      live: {
        flush: () => this.keeper.flush(),
        readAgain: (caseId) => this.keeper.readAgain(caseId),
      },
    });
    this.canvases = new CanvasHost(this.store, (size) => this.engine.send({ kind: 'resize', ...size }));
    this.source = new SourceSession(this.store, {
      open: ports.openSource,
      watchForCamera: ports.watchForCamera,
      send: (command, transfer) => this.engine.send(command, transfer),
      onOpened: (source) => this.#onOpened(source),
    });
    this.annotations = new AnnotationSession((at) => modelContour(this, at));
    this.flatField = new FlatFieldSession(this.store, () => this.engine.client);
    this.objectiveChange = new ObjectiveSession(this.store, {
      sendUnchanged: () => this.engine.send({ kind: 'objective-unchanged' }),
    });
    this.selfTest = new SelfTestSession(this.store, {
      client: () => this.engine.client,
      measures: measuresInWorker,
      visible: isPageVisible,
    });
    this.engine = new EngineSession(this.store, this.canvases, {
      createClient: ports.createClient,
      models: ports.modelUrls,
      start: {
        ...(link.backend && { backend: link.backend }),
        ...(link.drawing && { drawing: link.drawing }),
        ...(link.slowInferenceMs !== undefined && { slowInferenceMs: link.slowInferenceMs }),
      },
      visible: isPageVisible,
      onRestarted: () => void this.source.reopen(),
      flatField: this.flatField,
      onReady: () => this.annotations.beginLook(),
      onPlacement: (placement) => this.annotations.place(placement),
      onIslandJoined: (join) => this.annotations.join(join),
      onObjectiveNoticed: (event) => this.objectiveChange.noticed(event),
      onSourceEnded: ({ error }) => this.source.ended(error),
    });
    this.capture = new CaptureSession(this.store, {
      openStore: ports.openCaseStore,
      snapshot: () => this.#snapshot(),
      saveFile: (result) => this.#saveFile(result),
      annotations: (facts) => annotationsInField(this.annotations.editor.state.annotations, facts),
      classes: CLASSES,
    });
    this.keeper = new AnnotationKeeper(this.store, this.annotations, {
      openStore: () => this.capture.store(),
      openCase: () => this.capture.openCaseForWork(),
      newCase: () => this.capture.newCase(),
      holdCase: ports.holdCase,
    });
    this.replay = new ReplaySession({
      client: () => this.engine.client,
      captionOf: (frame) => this.#replayCaption(frame),
      keep: (take) => this.capture.capture(take),
      writeClip,
      saveClip: (clip, capturedAt) => this.#saveClip(clip, capturedAt),
    });
    this.map = new MapSession(this.store, {
      client: () => this.engine.client,
      send: (command) => this.engine.send(command),
      microscope: () => {
        const { source } = this.store.state;
        return (source.phase === 'open' && source.source.microscope) || null;
      },
    });
    this.window = createWindowApi(this.store, this.engine);
    for (const { param, value, expected } of wrong)
      this.store.notify({
        tone: 'note',
        report: {
          message: t('notices.linkTitle', { param, value }),
          remedy: t('notices.linkRemedy', { param, expected }),
        },
        ways: [],
        topic: `link ${param}`,
      });
    if (lost.length > 0)
      this.store.notify({
        tone: 'note',
        report: {
          message: t('notices.settingsTitle', { sections: lost.join(', ') }),
          remedy: t('notices.settingsRemedy'),
        },
        ways: [],
        topic: 'settings',
      });
    this.store.api.subscribe(({ preferences: current }, before) => {
      if (current !== before.preferences) ports.storage.save(current);
    });
  }

  /** Starts the engine and opens the first source. */
  async start(): Promise<void> {
    const { store } = this;
    if (this.#link.models) {
      const models = this.#link.models;
      const known = await this.ports.modelUrls();
      const ids = known.map((url) => url.split('/').filter(Boolean).at(-1) ?? '');
      store.setPreferences({
        overlay: {
          ...store.state.preferences.overlay,
          models: Object.fromEntries(
            [...new Set([...ids, ...models])].map((id) => [id, models.includes(id)]),
          ),
        },
      });
    }
    document.addEventListener('visibilitychange', () => {
      this.engine.send({ kind: 'visibility', visible: isPageVisible() });
      // Timers of hidden pages wait; the page may not come back.
      void this.keeper.flush();
    });
    void this.capture.start();
    await this.engine.start();
    void this.refreshCameras();
    const { source } = store.state.preferences;
    const cameraGranted = source.kind === 'camera' && (await this.ports.cameraGranted());
    const request = firstRequest(this.#link, source, this.#remembered, cameraGranted);
    this.#wanted = request;
    if (request) await this.source.open(request);
    if (!store.state.preferences.page.welcomed && Object.keys(this.#link).length === 0)
      store.patch({ welcomeOpen: true });
  }

  async refreshCameras(): Promise<void> {
    const cameras = await this.ports.listCameras().catch(() => []);
    this.store.patch({ cameras });
  }

  /** Opens what the user picked, and remembers it where it can be opened again without asking. */
  async openSource(request: SourceRequest): Promise<void> {
    const before = currentRequest(this.store.state);
    if (request.kind === 'simulated' && before?.kind === 'simulated' && before.slide !== request.slide)
      this.store.forgetModelChoice();
    this.#wanted = request;
    this.store.patch({ pendingImage: null });
    const opened = await this.source.open(request);
    if (!opened) return;
    if (request.kind === 'simulated')
      this.store.setPreferences({ source: { kind: 'simulated', slide: request.slide, seed: request.seed } });
    const { source: now } = this.store.state;
    if (now.phase === 'open' && now.request.kind === 'camera') {
      const { deviceId } = now.request;
      this.store.setPreferences({ source: { kind: 'camera', ...(deviceId !== undefined && { deviceId }) } });
    }
  }

  openCamera(deviceId: string | undefined): Promise<void> {
    const resolution = deviceId ? this.store.state.preferences.cameras[deviceId]?.resolution : undefined;
    return this.openSource({
      kind: 'camera',
      ...(deviceId && { deviceId }),
      ...(resolution && { resolution }),
    });
  }

  openDemo(): Promise<void> {
    return this.openSource({
      kind: 'simulated',
      slide: 'lymph-node',
      seed: DEMO_SEED,
      objective: 10,
      tour: true,
    });
  }

  openFile(file: File, umPerPx?: number): Promise<void> {
    return this.openSource({ kind: 'file', file, ...(umPerPx !== undefined && { umPerPx }) });
  }

  retrySource(): void {
    void (this.#wanted ? this.openSource(this.#wanted) : this.openDemo());
  }

  /** What the user last asked for, opened or not. */
  #wanted: SourceRequest | null = null;

  setObjective(objective: number | null): void {
    if (this.objectiveChange.chosen(objective)) return;
    const { source } = this.store.state;
    const microscope = source.phase === 'open' ? source.source.microscope : undefined;
    if (!microscope) this.store.patch({ objective, linkedUmPerPx: null });
    else if (objective !== null && microscope.objectives.includes(objective)) microscope.set({ objective });
  }

  setMicroscope(change: Partial<MicroscopeState>): void {
    const { source } = this.store.state;
    if (source.phase === 'open') source.source.microscope?.set(change);
  }

  /** Objectives that can be chosen now, in the order of the number keys. */
  objectives(): readonly number[] | null {
    const { source } = this.store.state;
    return source.phase === 'open' ? (source.source.microscope?.objectives ?? null) : null;
  }

  /** Moves the stage by a share of the field of view. */
  moveStage(columns: number, rows: number): void {
    const { source, frame } = this.store.state;
    const microscope = source.phase === 'open' ? source.source.microscope : undefined;
    if (!microscope || !frame?.umPerPx) return;
    microscope.moveBy(columns * frame.width * frame.umPerPx, rows * frame.height * frame.umPerPx);
  }

  /** Forgets the slide map; the page offers to undo it. */
  clearExamined(): void {
    this.map.clear();
  }

  /** Saves all of the map that is shown as a PNG with its um/px. */
  async saveMap(): Promise<void> {
    const { store, map } = this;
    const { client } = this.engine;
    const island = map.islandShown();
    const extent = map.state.map?.extent;
    if (!client || island === null || !extent) return;
    try {
      const { source } = store.state;
      const label = source.phase === 'open' ? source.source.label : t('sources.none');
      const saved = await mapPng(client, store.state, map.state, island, extent, label);
      if (!saved) return;
      const url = URL.createObjectURL(saved.blob);
      saveFile(
        url,
        snapshotFileName({
          capturedAt: Date.now(),
          objective: null,
          label: `map ${source.phase === 'none' ? '' : subjectOf(source.request)}`,
        }),
      );
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (cause) {
      store.notify({
        tone: 'error',
        report: toErrorReport(cause, {
          code: 'snapshot-failed',
          message: t('map.saveFailed'),
          remedy: t('notices.retry'),
        }),
        ways: [],
        topic: 'map',
      });
    }
  }

  /** Saves the report of the self-test as it stands. Rejects where it cannot be written. */
  saveSelfTest(format: 'json' | 'pdf'): Promise<void> {
    return saveSelfTest(format, this.selfTest.state, this.store.state, this.engine.client);
  }

  /** Saves what is on screen as a PNG file, without a case. */
  async savePicture(): Promise<void> {
    try {
      this.#saveFile(await this.#snapshot());
    } catch (cause) {
      this.store.notify({
        tone: 'error',
        report: toErrorReport(cause, {
          code: 'snapshot-failed',
          message: t('snapshot.failed'),
          remedy: t('notices.retry'),
        }),
        ways: [],
        topic: 'snapshot',
      });
    }
  }

  async #snapshot(): Promise<SnapshotResult> {
    const { source } = this.store.state;
    const label = source.phase === 'open' ? source.source.label : t('sources.none');
    const { client } = this.engine;
    if (!client) throw new ReticleError('snapshot-failed', t('snapshot.failed'), t('status.starting.hint'));
    return client.snapshot(snapshotCaption(this.store.state, label, new Date(), t));
  }

  #replayCaption({ capturedAt, umPerPx }: ReplayFrame): readonly string[] {
    const { state } = this.store;
    const label = state.source.phase === 'open' ? state.source.source.label : t('sources.none');
    const scale =
      umPerPx === null
        ? t('snapshot.caption.uncalibrated')
        : t('replay.captionScale', { umPerPx: umPerPx.toFixed(4) });
    const caption = snapshotCaption(state, label, new Date(capturedAt), t, scale);
    return [...caption, t('replay.captionReplay')];
  }

  #saveClip({ blob, ending }: Clip, capturedAt: number): string {
    const { source } = this.store.state;
    const label = source.phase === 'none' ? '' : subjectOf(source.request);
    const objective = currentObjective(this.store.state);
    const name = snapshotFileName({ capturedAt, objective, label, ending });
    const url = URL.createObjectURL(blob);
    saveFile(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return name;
  }

  #saveFile({ parts, capturedAt, width, height }: SnapshotResult): void {
    const { store } = this;
    const { source } = store.state;
    const fileName = snapshotFileName({
      capturedAt,
      objective: currentObjective(store.state),
      label: source.phase === 'none' ? '' : subjectOf(source.request),
    });
    const url = URL.createObjectURL(parts.overlay);
    saveFile(url, fileName);
    const saved = { id: store.nextId(), url, fileName, width, height };
    store.patch({ snapshots: [...store.state.snapshots, saved].slice(-3) });
  }

  /** Takes the picture of a saved snapshot off the page. */
  forgetSnapshot(id: number): void {
    const { snapshots } = this.store.state;
    for (const snapshot of snapshots) if (snapshot.id === id) URL.revokeObjectURL(snapshot.url);
    this.store.patch({ snapshots: snapshots.filter((snapshot) => snapshot.id !== id) });
  }

  take(way: WayOn, noticeId: number): void {
    this.store.dismiss(noticeId);
    switch (way) {
      case 'retry':
        this.retrySource();
        return;
      case 'demo':
        void this.openDemo();
        return;
      case 'other-source':
        document.getElementById('source-select')?.focus();
        return;
      case 'open-file':
        document.getElementById('file-input')?.click();
        return;
      case 'save-picture':
        this.capture.saveUnsaved();
        return;
      case 'store-again':
        void this.capture.storeUnsaved();
        return;
      case 'restart':
        void this.engine.restart();
    }
  }

  resetPreferences(): void {
    this.store.resetPreferences();
  }

  #onOpened(source: FrameSource): void {
    const { store } = this;
    // Another slide, as far as anyone knows: the tracker begins anew.
    this.annotations.beginLook();
    void this.refreshCameras();
    if (source.microscope || !this.#linkedScale) return;
    const { objective, umPerPx } = this.#linkedScale;
    this.#linkedScale = null;
    store.patch({ objective, linkedUmPerPx: umPerPx });
  }
}

const isPageVisible = () => document.visibilityState === 'visible';

function subjectOf(request: SourceRequest): string {
  if (request.kind === 'simulated') return request.slide;
  return request.kind === 'file' ? request.file.name.replace(/\.\w+$/, '') : request.kind;
}
