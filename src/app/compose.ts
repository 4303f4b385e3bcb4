import type { CaseStore } from '../capture/case-store';
import type { FrameSource } from '../domain/frame';
import type { EngineClient } from '../engine/port';
import { writeClip } from '../export/clip';
import type { SourceRequest } from '../source/open-source';
import { type ActionContext, actionContext } from './actions/action-context';
import { AnnotationKeeper, type AnnotationKeeperPorts } from './annotate/annotation-keeper';
import { AnnotationSession, CLASSES } from './annotate/annotation-session';
import { editedAnnotations } from './annotate/edited-annotations';
import { annotationsInField } from './annotate/in-field';
import { modelContour, sayNoArea } from './annotate/model-contour';
import { SourceControls } from './bar/source-controls';
import { type ExportPorts, ExportSession } from './export/export-session';
import { saveFile } from './files';
import { recordDeletions } from './history/deleted-records';
import { MapSession } from './map/map-session';
import { ObjectiveSession } from './objective/objective-session';
import { ReplaySession } from './replay/replay-session';
import { measuresInWorker } from './self-test/measure-in-worker';
import { SelfTestSession } from './self-test/self-test-session';
import { CanvasHost } from './session/canvas-host';
import { CaptureSession } from './session/capture-session';
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
import type { CameraEntry, WayOn } from './state/app-state';
import type { ParsedLink } from './state/deep-link';
import type { PreferenceStorage } from './state/preference-storage';
import { AppStore } from './state/store';
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
  readonly annotations: AnnotationSession;
  readonly pictures: FieldPictures;
  readonly capture: CaptureSession;
  readonly keeper: AnnotationKeeper;
  readonly replay: ReplaySession;
  readonly exports: ExportSession;
  readonly selfTest: SelfTestSession;
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
  const source = new SourceSession(store, {
    open: ports.openSource,
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

  const annotations = new AnnotationSession(
    (at, placement) => modelContour({ store, client }, at, placement),
    () => sayNoArea(store),
  );
  const pictures = new FieldPictures(store, { client, saveFile });
  const capture = new CaptureSession(store, {
    openStore: ports.openCaseStore,
    snapshot: () => pictures.take(),
    saveFile: (result) => pictures.save(result),
    annotations: (facts) => annotationsInField(annotations.editor.state.annotations, facts),
    classes: CLASSES,
  });
  const keeper = new AnnotationKeeper(store, annotations, {
    openStore: () => capture.store(),
    openCase: () => capture.openCaseForWork(),
    newCase: () => capture.newCase(),
    holdCase: ports.holdCase,
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
    openStore: () => capture.store(),
    live: { flush: () => keeper.flush(), readAgain: (caseId) => keeper.readAgain(caseId) },
  });
  const selfTest = new SelfTestSession(store, { client, measures: measuresInWorker, visible: isPageVisible });
  const recovery = recoveryWays({ sources, capture, engine, controls: sourceControls });
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
    },
    ...{ annotations, pictures, capture, keeper, replay, exports, selfTest, recovery },
  };
  const actions = actionContext(sessions);

  engine.restarted.listen(() => void source.reopen());
  engine.on('source-ended', ({ error }) => source.ended(error));
  engine.on('objective-changed', (event) => objectiveChange.noticed(event));
  engine.on('blank-progress', ({ fraction }) => flatField.progressed(fraction));
  engine.on('light-drift', ({ drift }) => flatField.drifted(drift));
  engine.on('placement', ({ placement }) => annotations.place(placement));
  engine.on('island-joined', ({ join }) => annotations.join(join));
  // Islands are counted from the first again.
  engine.on('ready', ({ anew }) => anew && annotations.beginLook());
  source.opened.listen(() => annotations.beginLook());
  annotations.editor.onStep(() => store.history.push(editedAnnotations(annotations.editor)));
  recordDeletions(store, () => capture.store());
  rememberSettings(store, ports.storage, loaded);
  tellOfLink(store, parsedLink);

  return {
    ...sessions,
    actions,
    window: createWindowApi(store, engine, { faults: link.faults ?? false }),
    start: () =>
      startPage({ ...sessions, ...ports, remembered: loaded.remembered, visible: isPageVisible }, link),
  };
}

const isPageVisible = () => document.visibilityState === 'visible';
