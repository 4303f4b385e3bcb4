import type { SimulatorState } from '../../source/simulated/simulator';
import type { AnnotationSession } from '../annotate/annotation-session';
import type { ExportSession } from '../export/export-session';
import type { Step } from '../history/history';
import { t } from '../i18n/i18n';
import type { MapSession } from '../map/map-session';
import { saveMap } from '../map/save-map';
import type { ObjectiveSession } from '../objective/objective-session';
import type { ReplaySession } from '../replay/replay-session';
import type { CaptureSession } from '../session/capture-session';
import type { CaseSession } from '../session/case-session';
import type { EngineSession } from '../session/engine-session';
import type { FieldPictures } from '../session/field-pictures';
import type { FlatFieldSession } from '../session/flat-field-session';
import type { OpticsSession } from '../session/optics-session';
import type { SourceSession } from '../session/source-session';
import type { SlideSession } from '../slides/slide-session';
import type { AppState } from '../state/app-state';
import type { AppStore } from '../state/store';

/** Changes of settings and of what lies open, as commands make them. */
type SettingVerbs = Pick<
  AppStore,
  'setOverlay' | 'stepThreshold' | 'resetThreshold' | 'toggleModel' | 'togglePanel' | 'openPanel'
>;
type OpticsVerbs = Pick<OpticsSession, 'setObjective' | 'objectives' | 'moveStage'>;

/** All that a command may ask of the page and do with it, whoever gives it: a key, a button, a foot pedal. */
export interface ActionContext {
  readonly state: AppState;
  readonly settings: SettingVerbs;
  readonly optics: OpticsVerbs;
  /** Sets what only a simulated microscope has. */
  simulate(change: Partial<SimulatorState>): void;
  /** Holds the view on one frame, or lets it go on. */
  freeze(on: boolean): void;
  /** Hides the overlay while it lasts. */
  showBare(on: boolean): void;
  snapshot(): void;
  /** The glass was changed. */
  nextSlide(): void;
  savePicture(): void;
  lookBack(): void;
  undo(): void;
  redo(): void;
  toggleAnnotating(): void;
  toggleStrip(): void;
  toggleHelp(): void;
  saveMap(): void;
  clearMap(): void;
  calibrate(): void;
  canTakeBlank(): boolean;
  takeBlank(): void;
  export(): void;
  /** Leaves what lies on top. */
  escape(): void;
}

export interface ActionParts {
  readonly store: AppStore;
  readonly engine: EngineSession;
  readonly source: SourceSession;
  readonly optics: OpticsSession;
  readonly objectiveChange: ObjectiveSession;
  readonly flatField: FlatFieldSession;
  readonly map: MapSession;
  readonly annotations: AnnotationSession;
  readonly pictures: FieldPictures;
  readonly capture: CaptureSession;
  readonly cases: CaseSession;
  readonly slides: SlideSession;
  readonly replay: ReplaySession;
  readonly exports: ExportSession;
}

export function actionContext(parts: ActionParts): ActionContext {
  const { store, optics, objectiveChange, flatField, map, annotations, pictures, capture, cases, slides } =
    parts;
  return {
    get state() {
      return store.state;
    },
    settings: store,
    optics,
    simulate: (change) => parts.source.simulate(change),
    freeze: (frozen) => store.patch({ frozen }),
    showBare: (bare) => store.patch({ bare }),
    snapshot: () => void capture.capture(),
    nextSlide() {
      slides.next();
      store.history.push(nextSlide(store, slides));
    },
    savePicture: () => void pictures.saveNow(),
    lookBack: () => void parts.replay.open(),
    undo: () => store.history.undo(),
    redo: () => store.history.redo(),
    toggleAnnotating: () => annotations.toggle(),
    toggleStrip: () => cases.toggleStrip(),
    toggleHelp: () => store.patch({ helpOpen: !store.state.helpOpen }),
    saveMap: () => void saveMap({ store, map, client: () => parts.engine.client }),
    clearMap() {
      map.clear();
      store.history.push(clearedMap(map));
    },
    calibrate: () => store.patch({ calibrating: true }),
    canTakeBlank: () => flatField.canTake,
    takeBlank() {
      store.openPanel('controls');
      void flatField.take();
    },
    export: () => void parts.exports.open({ caseId: store.state.capture.caseId }),
    escape() {
      if (!objectiveChange.escape()) store.escape();
    },
  };
}

/** As long as the way back is offered, which ends with the next change of slide. */
function nextSlide(store: AppStore, slides: SlideSession): Step {
  const id = store.state.capture.former?.id;
  return {
    ...{ label: t('slides.next'), group: 'records' },
    async undo() {
      if (id === undefined || store.state.capture.former?.id !== id) return false;
      await slides.undoNext();
      return true;
    },
    redo() {
      if (slides.present.id !== id) return false;
      slides.next();
      return true;
    },
  };
}

function clearedMap(map: MapSession): Step {
  return {
    ...{ label: t('history.map'), group: 'map' },
    undo() {
      // The engine keeps what was cleared for a while only.
      if (map.state.cleared === null) return false;
      map.undoClear();
      return true;
    },
    redo() {
      map.clear();
      return true;
    },
  };
}
