import type { CaseStore } from '../capture/case-store';
import { isFinding } from '../domain/annotation';
import type { FrameSource } from '../domain/frame';
import type { EngineClient } from '../engine/port';
import { writeClip } from '../export/clip';
import { silenceBoard } from '../rpc/silence-board';
import type { SourceRequest } from '../source/open-source';
import { type ActionContext, actionContext } from './actions/action-context';
import { AnnotationKeeper, type AnnotationKeeperPorts } from './annotate/annotation-keeper';
import { AnnotationSession } from './annotate/annotation-session';
import { editedAnnotations } from './annotate/edited-annotations';
import { modelContour, sayNoArea } from './annotate/model-contour';
import { CLASSES } from './annotate/tools';
import { SourceControls } from './bar/source-controls';
import { type ExportPorts, ExportSession } from './export/export-session';
import { saveFile } from './files';
import { recordDeletions } from './history/deleted-records';
import { MapSession } from './map/map-session';
import { RegionDecisions } from './map/region-decisions';
import { type ModelPorts, ModelSession } from './models/model-session';
import { ObjectiveSession } from './objective/objective-session';
import { OfflineCopy, type OfflineCopyPorts } from './offline/offline-copy';
import { ReplaySession } from './replay/replay-session';
import { measuresInWorker } from './self-test/measure-in-worker';
import { SelfTestSession } from './self-test/self-test-session';
import { CanvasHost } from './session/canvas-host';
import { CaptureSession } from './session/capture-session';
import { CaseSession } from './session/case-session';
import { createWindowApi } from './session/create-window-api';
import { DeviceRegistry } from './session/device-registry';
import { EngineSession } from './session/engine-session';
import { FieldPictures } from './session/field-pictures';
import { FlatFieldSession } from './session/flat-field-session';
import { OpticsSession } from './session/optics-session';
import { recoveryWays } from './session/recovery-ways';
import { rememberSettings } from './session/remember-settings';
import { SourceSession, type SourceSessionOptions } from './session/source-session';
import { Sources } from './session/sources';
import { startPage } from './session/start-page';
import { tellOfLink } from './session/tell-of-link';
import { fileNow } from './slides/file-now';
import { mapPicturesInWorker } from './slides/map-pictures';
import { OtherSlide } from './slides/other-slide';
import { saveUnsaved } from './slides/save-unsaved';
import { SlideKeeper } from './slides/slide-keeper';
import { SlideSession } from './slides/slide-session';
import type { ParsedLink } from './state/deep-link';
import type { PreferenceStorage } from './state/preference-storage';
import type { WayOn } from './state/slices/page-slice';
import type { CameraEntry } from './state/slices/source-slice';
import { AppStore } from './state/store';
import { StorySession } from './story/story-session';
import type { ReticleWindowApi } from './window-api';

/** What the page needs from outside. */
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
  readonly offline: Omit<OfflineCopyPorts, 'flush'>;
  readonly models: Pick<ModelPorts, 'openLibrary' | 'bring'>;
  /** Other pages of the origin keep cases too. */
  readonly holdCase: AnnotationKeeperPorts['holdCase'];
}

/** The page without its looks: what is known of it, and what the user can do with it. */
export interface Reticle {
  readonly store: AppStore;
  readonly canvases: CanvasHost;
  readonly engine: EngineSession;
  readonly source: SourceSession;
  readonly sources: Sources;
  readonly devices: DeviceRegistry;
  readonly sourceControls: SourceControls;
  readonly optics: OpticsSession;
  readonly objectiveChange: ObjectiveSession;
  readonly flatField: FlatFieldSession;
  readonly map: MapSession;
  readonly decisions: RegionDecisions;
  readonly annotations: AnnotationSession;
  readonly pictures: FieldPictures;
  readonly cases: CaseSession;
  readonly slides: SlideSession;
  readonly slideKeeper: SlideKeeper;
  readonly otherSlide: OtherSlide;
  readonly capture: CaptureSession;
  readonly keeper: AnnotationKeeper;
  readonly replay: ReplaySession;
  readonly exports: ExportSession;
  readonly selfTest: SelfTestSession;
  readonly story: StorySession;
  readonly models: ModelSession;
  readonly recovery: Readonly<Record<WayOn, () => void>>;
  readonly actions: ActionContext;
  readonly window: ReticleWindowApi;
  /** Starts the engine and opens the first source. */
  start(): Promise<void>;
}

/** Builds the sessions, each from those above it. What they tell each other is wired last. */
export function composeReticle(ports: ReticlePorts, parsedLink: ParsedLink): Reticle {
  const { link } = parsedLink;
  const loaded = ports.storage.load();
  const store = new AppStore(loaded.preferences);

  const canvases = new CanvasHost(store);
  const engine = new EngineSession(store, canvases, {
    createClient: ports.createClient,
    models: ports.modelUrls,
    start: {
      ...(link.backend && { backend: link.backend }),
      ...(link.drawing && { drawing: link.drawing }),
      ...(link.slowInferenceMs !== undefined && { slowInferenceMs: link.slowInferenceMs }),
    },
    visible: isPageVisible,
  });
  const client = () => engine.client;

  const devices = new DeviceRegistry(store);
  const cases = new CaseSession(store, { openStore: ports.openCaseStore, classes: CLASSES });
  const annotations = new AnnotationSession(
    (at, placement) => modelContour({ store, client }, at, placement),
    () => sayNoArea(store.page),
  );
  const otherSlide = new OtherSlide(store);
  const slideKeeper = new SlideKeeper(store, {
    client,
    openStore: () => cases.store(),
    // A slide that lay in a case of another page would stay there when a drawing begins a case of its own.
    placeOf: async (slide, byHand) => (keeper.isElsewhere && !byHand ? null : slides.placeOf(slide, byHand)),
    look: () => annotations.look.id,
    kept: () => void cases.refresh(),
    pictures: mapPicturesInWorker,
    now: () => performance.now(),
  });
  const slides: SlideSession = new SlideSession(store, {
    client,
    openStore: () => cases.store(),
    openCase: () => cases.openCaseForWork(),
    keeper: slideKeeper,
    begun: (kept) => {
      if (kept) annotations.resumeLook(kept.look, kept.engine.memory.highestIsland, kept.engine.memory.joins);
      else annotations.beginLook();
      otherSlide.begun(kept !== null);
      map.begin();
    },
  });

  const source = new SourceSession(store, {
    open: ports.openSource,
    attaching: (request) => slides.sourceComes(request),
    watchForCamera: ports.watchForCamera,
    send: (command, transfer) => engine.send(command, transfer),
    attachDevices: (brought) => devices.attach(brought),
  });
  const sources = new Sources(store, source, {
    listCameras: ports.listCameras,
    linkedScale:
      link.objective !== undefined || link.umPerPx !== undefined
        ? { objective: link.objective ?? null, umPerPx: link.umPerPx ?? null }
        : null,
  });
  const sourceControls = new SourceControls();
  const objectiveChange = new ObjectiveSession(store, {
    sendUnchanged: () => engine.send({ kind: 'objective-unchanged' }),
  });
  const optics = new OpticsSession(store, devices, objectiveChange);
  const flatField = new FlatFieldSession(store, client);
  const map = new MapSession(store, {
    client,
    send: (command) => engine.send(command),
    fieldMover: () => optics.fieldMover(),
  });

  const decisions = new RegionDecisions(store, annotations.editor);
  const pictures = new FieldPictures(store, { client, saveFile });
  const capture = new CaptureSession(store, cases, {
    snapshot: () => pictures.take(),
    file: () => fileNow(store, cases, annotations),
    storeSlide: async (slide, caseId) => void (await slides.storeSlide(slide, caseId)),
    saveArchives: (captures) =>
      saveUnsaved(captures, { cases: store.state.capture.cases, version: ports.exports.version, saveFile }),
  });
  const keeper: AnnotationKeeper = new AnnotationKeeper(store, annotations, {
    openStore: () => cases.store(),
    storeSlide: async (slide) => slides.storeSlide(slide, slide.caseId ?? (await cases.openCaseForWork())),
    newCase: () => cases.newCase(),
    holdCase: ports.holdCase,
    caseHeld: () => void slides.resumeLast(),
  });
  const replay = new ReplaySession(store.slice('replay'), {
    client,
    captionOf: (frame) => pictures.captionOf(frame),
    keep: (take) => capture.capture(take),
    writeClip,
    saveClip: ({ blob, ending }, capturedAt) => {
      const name = pictures.fileName(capturedAt, ending);
      saveFile(blob, name);
      return name;
    },
  });
  const exports = new ExportSession(store.slice('exports'), {
    ...ports.exports,
    openStore: () => cases.store(),
    live: { flush: () => keeper.flush(), readAgain: (caseId) => keeper.readAgain(caseId) },
  });
  const selfTest = new SelfTestSession(store, { client, measures: measuresInWorker, visible: isPageVisible });
  const story = new StorySession(store, {
    findings: () =>
      annotations.editor.state.annotations.filter((each) => each.origin.kind === 'model' && isFinding(each))
        .length,
    onFindings: (listener) => annotations.editor.subscribe(listener),
  });
  const offline = new OfflineCopy(store, { ...ports.offline, flush: () => keeper.flush() });
  const recovery = recoveryWays({ sources, capture, engine, offline, controls: sourceControls });
  const models = new ModelSession(store, {
    ...ports.models,
    send: (command) => engine.send(command),
    save: saveFile,
    now: () => Date.now(),
  });
  const sessions = {
    ...{
      store,
      canvases,
      engine,
      source,
      sources,
      devices,
      sourceControls,
      optics,
      objectiveChange,
      flatField,
      map,
      decisions,
    },
    ...{ annotations, pictures, cases, slides, slideKeeper, otherSlide, capture, keeper },
    ...{ replay, exports, selfTest, story, models, offline, recovery },
  };
  const actions = actionContext(sessions);

  silenceBoard.listen((silent) => store.patch({ silent }));
  engine.restarted.listen(() => void source.reopen());
  // A new engine knows nothing of the user's models; one that only lost its device keeps them.
  engine.on('ready', ({ anew }) => {
    if (anew) void models.start();
  });
  engine.on('source-ended', ({ error }) => source.ended(error));
  engine.on('objective-changed', (event) => objectiveChange.noticed(event));
  engine.on('blank-progress', ({ fraction }) => flatField.progressed(fraction));
  engine.on('light-drift', ({ drift }) => flatField.drifted(drift));
  engine.on('placement', ({ placement }) => {
    // Frames of the slide before may still be told of; their islands have the same numbers.
    if (!slides.isBegun) return;
    annotations.place(placement);
    otherSlide.placed(placement);
  });
  engine.on('island-joined', ({ join }) => {
    annotations.join(join);
    otherSlide.joined(join);
  });
  annotations.editor.onStep(() => store.history.push(editedAnnotations(annotations.editor)));
  recordDeletions(store, () => cases.store());
  rememberSettings(store, ports.storage, loaded);
  tellOfLink(store, parsedLink);

  return {
    ...sessions,
    actions,
    window: createWindowApi(store, engine, { faults: link.faults ?? false }),
    start: () =>
      startPage({ ...ports, ...sessions, remembered: loaded.remembered, visible: isPageVisible }, link),
  };
}

const isPageVisible = () => document.visibilityState === 'visible';
