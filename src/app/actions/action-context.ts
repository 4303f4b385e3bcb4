import { areaOf } from '../../measure/counting';
import type { SimulatorState } from '../../source/simulated/simulator';
import type { AnnotationSession } from '../annotate/annotation-session';
import { toggleCount } from '../annotate/count-mitoses';
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
import type { OverlaySettings } from '../state/overlay-settings';
import type { PanelName } from '../state/slices/page-slice';
import type { AppStore } from '../state/store';

type OverlayVerbs = Pick<
  OverlaySettings,
  'set' | 'stepThreshold' | 'resetThreshold' | 'toggleModel' | 'freeze' | 'showBare'
>;
type OpticsVerbs = Pick<OpticsSession, 'setObjective' | 'objectives' | 'moveStage'>;

/** What is taken of the slide, and kept. */
export interface RecordVerbs {
  snapshot(): void;
  savePicture(): void;
  lookBack(): void;
  /** The glass was changed. */
  nextSlide(): void;
  export(): void;
}

/** What is open. */
export interface PanelVerbs {
  toggle(panel: PanelName): void;
  toggleAnnotating(): void;
  /** Counting of mitoses begins or ends. */
  toggleCounting(): void;
  toggleStrip(): void;
  /** Tells what a place of the field is, or ends it. */
  askPlace(): void;
  toggleHelp(): void;
  calibrate(): void;
  /** Closes what is on top. */
  escape(): void;
}

/**
 * What commands may ask of the page and do with it, whoever gives them: a key, a button, a foot pedal. Each command
 * takes the parts that it uses (ActionWith).
 */
export interface ActionContext {
  readonly state: AppState;
  readonly overlay: OverlayVerbs;
  readonly optics: OpticsVerbs;
  /** Sets what only a simulated microscope has. */
  readonly simulator: { set(change: Partial<SimulatorState>): void };
  readonly records: RecordVerbs;
  readonly panels: PanelVerbs;
  readonly history: { undo(): void; redo(): void };
  readonly map: { save(): void; clear(): void; review(): void };
  /** The flat field of blank glass. */
  readonly blank: { canTake(): boolean; take(): void };
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
    overlay: store.overlay,
    optics,
    simulator: { set: (change) => parts.source.simulate(change) },
    records: {
      snapshot: () => void capture.capture(),
      savePicture: () => void pictures.saveNow(),
      lookBack: () => void parts.replay.open(),
      nextSlide() {
        slides.next();
        store.history.push(nextSlide(store, slides));
      },
      export: () => void parts.exports.open({ caseId: store.state.capture.caseId }),
    },
    panels: {
      toggle: (panel) => store.page.togglePanel(panel),
      toggleAnnotating: () => annotations.drawing.toggle(),
      toggleCounting: () => toggleCount(annotations, areaOf(store.state.preferences.page.counting)),
      toggleStrip: () => cases.toggleStrip(),
      askPlace: () => store.page.askPlace(),
      toggleHelp: () => store.page.showHelp(!store.state.helpOpen),
      calibrate: () => store.page.calibrate(true),
      escape() {
        if (!objectiveChange.escape()) store.page.escape();
      },
    },
    history: { undo: () => store.history.undo(), redo: () => store.history.redo() },
    map: {
      save: () => void saveMap({ store, map, client: () => parts.engine.client }),
      review: () => map.review(),
      clear() {
        map.clear();
        store.history.push(clearedMap(map));
      },
    },
    blank: {
      canTake: () => flatField.canTake,
      take() {
        store.page.openPanel('controls');
        void flatField.take();
      },
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
