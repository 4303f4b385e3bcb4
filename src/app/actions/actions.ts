import type { en } from '../i18n/en';
import type { Reticle } from '../session/reticle';
import { OBJECTIVES } from '../state/calibration';
import { enabledLayers, isModelEnabled, playbackOf } from '../state/selectors';

export type ActionId =
  | Exclude<keyof (typeof en)['actions'], 'objective'>
  | `objective${1 | 2 | 3 | 4 | 5 | 6}`;
export type ActionGroup = keyof (typeof en)['help']['groups'];

/** One command, for its button, its keys, a foot pedal that types them, and the help. */
export interface Action {
  readonly id: ActionId;
  readonly label: { readonly key: keyof (typeof en)['actions'] };
  /** Fills in the label where it depends on the source; null: there is no such thing now. */
  readonly labelValue?: (reticle: Reticle) => number | null;
  readonly group: ActionGroup;
  /** In tinykeys' notation; the first is shown. Physical codes help where a layout lacks the sign. */
  readonly keys: readonly string[];
  enabled(reticle: Reticle): boolean;
  run(reticle: Reticle): void;
  /** Present where the action lasts while its key is held. */
  release?(reticle: Reticle): void;
  /** Whether a held key goes on doing it. */
  readonly repeats?: boolean;
}

const always = () => true;
const hasFrame = ({ store: { state } }: Reticle) => state.frame !== null && state.source.phase === 'open';
const hasStage = (reticle: Reticle) => reticle.store.state.microscope !== null;
const hasLayer = (reticle: Reticle) => enabledLayers(reticle.store.state).length > 0;

const hasPlayback = ({ store: { state } }: Reticle) => playbackOf(state) !== null;

/** How far one press of a key goes in a recorded video, s. */
const SEEK_STEP = 2;
/** Share of the field that one press of an arrow key moves the stage. */
const STAGE_STEP = 0.1;
const THRESHOLD_STEP = 0.01;
const OPACITY_STEP = 0.05;

/** The objectives that the number keys choose where the source has no turret of its own. */
const KEYED_OBJECTIVES = OBJECTIVES.filter((objective) => objective >= 4);

function objectiveAt(reticle: Reticle, index: number): number | undefined {
  return (reticle.objectives() ?? KEYED_OBJECTIVES)[index];
}

const objectives = ([1, 2, 3, 4, 5, 6] as const).map(
  (n): Action => ({
    id: `objective${n}`,
    label: { key: 'objective' },
    labelValue: (reticle) => objectiveAt(reticle, n - 1) ?? null,
    group: 'view',
    keys: [String(n)],
    enabled: (reticle) =>
      reticle.store.state.source.phase === 'open' && objectiveAt(reticle, n - 1) !== undefined,
    run: (reticle) => reticle.setObjective(objectiveAt(reticle, n - 1) ?? null),
  }),
);

function stage(
  id: 'stageLeft' | 'stageRight' | 'stageUp' | 'stageDown',
  key: string,
  x: number,
  y: number,
): Action {
  return {
    id,
    label: { key: id },
    group: 'stage',
    keys: [key],
    enabled: hasStage,
    run: (reticle) => reticle.moveStage(x * STAGE_STEP, y * STAGE_STEP),
    repeats: true,
  };
}

function model(id: 'modelLymphNode' | 'modelProstate', key: string, modelId: string): Action {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys: [key],
    enabled: always,
    run: (reticle) => reticle.store.setModelEnabled(modelId, !isModelEnabled(reticle.store.state, modelId)),
  };
}

function opacity(id: 'opacityDown' | 'opacityUp', keys: readonly string[], step: number): Action {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys,
    enabled: always,
    repeats: true,
    run: ({ store }) => {
      const value = Math.round((store.state.preferences.overlay.opacity + step) * 100) / 100;
      store.setOverlay({ opacity: Math.min(1, Math.max(0, value)) }, 'opacity');
    },
  };
}

function threshold(id: 'thresholdDown' | 'thresholdUp', keys: readonly string[], step: number): Action {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys,
    enabled: hasLayer,
    repeats: true,
    run: ({ store }) => store.stepThreshold(step),
  };
}

function seek(id: 'playbackBack' | 'playbackForward', key: string, step: number): Action {
  return {
    id,
    label: { key: id },
    group: 'view',
    keys: [key],
    enabled: hasPlayback,
    repeats: true,
    run: ({ store }) => {
      const playback = playbackOf(store.state);
      playback?.seek(playback.state().position + step);
    },
  };
}

export const ACTIONS: readonly Action[] = [
  ...objectives,
  {
    id: 'freeze',
    label: { key: 'freeze' },
    group: 'view',
    keys: ['f'],
    enabled: hasFrame,
    run: ({ store }) => store.patch({ frozen: !store.state.frozen }),
  },
  {
    id: 'snapshot',
    label: { key: 'snapshot' },
    group: 'view',
    keys: ['Space'],
    enabled: hasFrame,
    run: ({ capture }) => void capture.capture(),
  },
  {
    id: 'savePicture',
    label: { key: 'savePicture' },
    group: 'view',
    keys: ['$mod+s'],
    enabled: hasFrame,
    run: (reticle) => void reticle.savePicture(),
  },
  {
    id: 'replay',
    label: { key: 'replay' },
    group: 'view',
    keys: ['y'],
    enabled: hasFrame,
    run: ({ replay }) => void replay.open(),
  },
  {
    id: 'bare',
    label: { key: 'bare' },
    group: 'view',
    keys: ['b'],
    enabled: always,
    run: ({ store }) => store.patch({ bare: true }),
    release: ({ store }) => store.patch({ bare: false }),
  },
  {
    id: 'playback',
    label: { key: 'playback' },
    group: 'view',
    keys: ['k'],
    enabled: hasPlayback,
    run: ({ store }) => {
      const playback = playbackOf(store.state);
      if (playback?.state().paused) playback.play();
      else playback?.pause();
    },
  },
  seek('playbackBack', ',', -SEEK_STEP),
  seek('playbackForward', '.', SEEK_STEP),
  {
    id: 'heatmap',
    label: { key: 'heatmap' },
    group: 'overlay',
    keys: ['h'],
    enabled: always,
    run: ({ store }) => store.setOverlay({ heatmap: !store.state.preferences.overlay.heatmap }, 'heatmap'),
  },
  {
    id: 'contours',
    label: { key: 'contours' },
    group: 'overlay',
    keys: ['c'],
    enabled: always,
    run: ({ store }) => store.setOverlay({ contours: !store.state.preferences.overlay.contours }, 'contours'),
  },
  threshold('thresholdDown', ['[', 'BracketLeft'], -THRESHOLD_STEP),
  threshold('thresholdUp', [']', 'BracketRight'], THRESHOLD_STEP),
  {
    id: 'thresholdSnap',
    label: { key: 'thresholdSnap' },
    group: 'overlay',
    keys: ['o'],
    enabled: hasLayer,
    run: ({ store }) => store.resetThreshold(),
  },
  opacity('opacityDown', ['-', 'Minus'], -OPACITY_STEP),
  opacity('opacityUp', ['=', 'Equal'], OPACITY_STEP),
  model('modelLymphNode', 'l', 'lymph-node-metastasis'),
  model('modelProstate', 'p', 'prostate-cancer'),
  {
    id: 'undo',
    label: { key: 'undo' },
    group: 'overlay',
    keys: ['$mod+z'],
    enabled: always,
    run: ({ store, map, annotations, objectiveChange }) => {
      if (objectiveChange.undo()) return;
      if (map.state.cleared !== null) map.undoClear();
      else if (!annotations.view.getState().open || !annotations.editor.undo()) store.undoOverlay();
    },
  },
  {
    id: 'redo',
    label: { key: 'redo' },
    group: 'overlay',
    keys: ['$mod+Shift+z', '$mod+y'],
    enabled: always,
    run: ({ annotations }) => void annotations.editor.redo(),
  },
  {
    id: 'annotate',
    label: { key: 'annotate' },
    group: 'view',
    keys: ['a'],
    enabled: always,
    run: ({ annotations }) => annotations.toggle(),
  },
  {
    id: 'measures',
    label: { key: 'measures' },
    group: 'panels',
    keys: ['r'],
    enabled: always,
    run: ({ store }) => store.togglePanel('measures'),
  },
  stage('stageLeft', 'ArrowLeft', -1, 0),
  stage('stageRight', 'ArrowRight', 1, 0),
  stage('stageUp', 'ArrowUp', 0, -1),
  stage('stageDown', 'ArrowDown', 0, 1),
  {
    id: 'tour',
    label: { key: 'tour' },
    group: 'stage',
    keys: ['t'],
    enabled: hasStage,
    run: (reticle) => reticle.setMicroscope({ touring: !reticle.store.state.microscope?.touring }),
  },
  {
    id: 'strip',
    label: { key: 'strip' },
    group: 'panels',
    keys: ['g'],
    enabled: always,
    run: ({ capture }) => capture.toggleStrip(),
  },
  {
    id: 'case',
    label: { key: 'case' },
    group: 'panels',
    keys: ['n'],
    enabled: always,
    run: ({ store }) => store.togglePanel('case'),
  },
  {
    id: 'map',
    label: { key: 'map' },
    group: 'panels',
    keys: ['m'],
    enabled: always,
    run: ({ store }) => store.togglePanel('map'),
  },
  {
    id: 'saveMap',
    label: { key: 'saveMap' },
    group: 'panels',
    keys: ['Shift+M'],
    enabled: always,
    run: (reticle) => void reticle.saveMap(),
  },
  {
    id: 'clearMap',
    label: { key: 'clearMap' },
    group: 'panels',
    keys: ['Shift+Delete', 'Shift+Backspace'],
    enabled: hasFrame,
    run: (reticle) => reticle.clearExamined(),
  },
  {
    id: 'controls',
    label: { key: 'controls' },
    group: 'panels',
    keys: ['s'],
    enabled: always,
    run: ({ store }) => store.togglePanel('controls'),
  },
  {
    id: 'calibrate',
    label: { key: 'calibrate' },
    group: 'panels',
    keys: ['u'],
    enabled: hasFrame,
    run: ({ store }) => store.patch({ calibrating: true }),
  },
  {
    id: 'takeBlank',
    label: { key: 'takeBlank' },
    group: 'panels',
    keys: ['w'],
    enabled: ({ flatField }) => flatField.canTake,
    run({ store, flatField }) {
      store.openPanel('controls');
      void flatField.take();
    },
  },
  {
    id: 'diagnostics',
    label: { key: 'diagnostics' },
    group: 'panels',
    keys: ['d'],
    enabled: always,
    run: ({ store }) => store.togglePanel('diagnostics'),
  },
  {
    id: 'selfTest',
    label: { key: 'selfTest' },
    group: 'panels',
    keys: ['v'],
    enabled: always,
    run: ({ store }) => store.togglePanel('selfTest'),
  },
  {
    id: 'export',
    label: { key: 'export' },
    group: 'panels',
    keys: ['x'],
    enabled: always,
    run: ({ exports, store }) => void exports.open({ caseId: store.state.capture.caseId }),
  },
  {
    id: 'help',
    label: { key: 'help' },
    group: 'panels',
    keys: ['Shift+?', '?', 'F1'],
    enabled: always,
    run: ({ store }) => store.patch({ helpOpen: !store.state.helpOpen }),
  },
  {
    id: 'closePanel',
    label: { key: 'closePanel' },
    group: 'panels',
    keys: ['Escape'],
    enabled: always,
    run: ({ store, objectiveChange }) => {
      if (!objectiveChange.escape()) store.escape();
    },
  },
];

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

export function actionOf(id: ActionId): Action {
  const action = BY_ID.get(id);
  if (!action) throw new Error(`No action ${id}`);
  return action;
}

/** Runs an action if it can be run now. */
export function runAction(id: ActionId, reticle: Reticle): void {
  const action = actionOf(id);
  if (action.enabled(reticle)) action.run(reticle);
}

/** Key that chooses an objective now; null where none does. */
export function objectiveKey(reticle: Reticle, objective: number): string | null {
  const action = objectives.find((each) => each.labelValue?.(reticle) === objective);
  return action?.keys[0] ?? null;
}
