import type { en } from '../i18n/en';
import { OBJECTIVES } from '../state/calibration';
import { BUILT_IN_MODELS } from '../state/models';
import { enabledLayers, playbackOf } from '../state/selectors';
import type { ActionContext } from './action-context';

export type ActionId =
  | Exclude<keyof (typeof en)['actions'], 'objective'>
  | `objective${1 | 2 | 3 | 4 | 5 | 6}`;
export type ActionGroup = keyof (typeof en)['help']['groups'];

/** One command, for its button, its keys, a foot pedal that types them, and the help. */
export interface Action {
  readonly id: ActionId;
  readonly label: { readonly key: keyof (typeof en)['actions'] };
  /** Fills in the label where it depends on the source; null: there is no such thing now. */
  readonly labelValue?: (page: ActionContext) => number | null;
  readonly group: ActionGroup;
  /** In tinykeys' notation; the first is shown. Physical codes help where a layout lacks the sign. */
  readonly keys: readonly string[];
  enabled(page: ActionContext): boolean;
  run(page: ActionContext): void;
  /** Present where the action lasts while its key is held. */
  release?(page: ActionContext): void;
  /** Whether a held key goes on doing it. */
  readonly repeats?: boolean;
}

const always = () => true;
const hasFrame = ({ state }: ActionContext) => state.frame !== null && state.source.phase === 'open';
const hasStage = (page: ActionContext) => page.state.devices.stage !== null;
const hasLayer = (page: ActionContext) => enabledLayers(page.state).length > 0;

const hasPlayback = ({ state }: ActionContext) => playbackOf(state) !== null;

/** How far one press of a key goes in a recorded video, s. */
const SEEK_STEP = 2;
/** Share of the field that one press of an arrow key moves the stage. */
const STAGE_STEP = 0.1;
const THRESHOLD_STEP = 0.01;
const OPACITY_STEP = 0.05;

/** The objectives that the number keys choose where the source has no turret of its own. */
const KEYED_OBJECTIVES = OBJECTIVES.filter((objective) => objective >= 4);

function objectiveAt(page: ActionContext, index: number): number | undefined {
  return (page.optics.objectives() ?? KEYED_OBJECTIVES)[index];
}

const objectives = ([1, 2, 3, 4, 5, 6] as const).map(
  (n): Action => ({
    id: `objective${n}`,
    label: { key: 'objective' },
    labelValue: (page) => objectiveAt(page, n - 1) ?? null,
    group: 'view',
    keys: [String(n)],
    enabled: (page) => page.state.source.phase === 'open' && objectiveAt(page, n - 1) !== undefined,
    run: (page) => page.optics.setObjective(objectiveAt(page, n - 1) ?? null),
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
    run: (page) => page.optics.moveStage(x * STAGE_STEP, y * STAGE_STEP),
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
    run: ({ settings }) => settings.toggleModel(modelId),
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
    run: ({ state, settings }) => {
      const value = Math.round((state.preferences.overlay.opacity + step) * 100) / 100;
      settings.setOverlay({ opacity: Math.min(1, Math.max(0, value)) }, 'opacity');
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
    run: ({ settings }) => settings.stepThreshold(step),
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
    run: ({ state }) => {
      const playback = playbackOf(state);
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
    run: (page) => page.freeze(!page.state.frozen),
  },
  {
    id: 'snapshot',
    label: { key: 'snapshot' },
    group: 'view',
    keys: ['Space'],
    enabled: hasFrame,
    run: (page) => page.snapshot(),
  },
  {
    id: 'savePicture',
    label: { key: 'savePicture' },
    group: 'view',
    keys: ['$mod+s'],
    enabled: hasFrame,
    run: (page) => page.savePicture(),
  },
  {
    id: 'replay',
    label: { key: 'replay' },
    group: 'view',
    keys: ['y'],
    enabled: hasFrame,
    run: (page) => page.lookBack(),
  },
  {
    id: 'nextSlide',
    label: { key: 'nextSlide' },
    group: 'view',
    keys: ['n'],
    enabled: hasFrame,
    run: (page) => page.nextSlide(),
  },
  {
    id: 'bare',
    label: { key: 'bare' },
    group: 'view',
    keys: ['b'],
    enabled: always,
    run: (page) => page.showBare(true),
    release: (page) => page.showBare(false),
  },
  {
    id: 'playback',
    label: { key: 'playback' },
    group: 'view',
    keys: ['k'],
    enabled: hasPlayback,
    run: ({ state }) => {
      const playback = playbackOf(state);
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
    run: ({ state, settings }) =>
      settings.setOverlay({ heatmap: !state.preferences.overlay.heatmap }, 'heatmap'),
  },
  {
    id: 'contours',
    label: { key: 'contours' },
    group: 'overlay',
    keys: ['c'],
    enabled: always,
    run: ({ state, settings }) =>
      settings.setOverlay({ contours: !state.preferences.overlay.contours }, 'contours'),
  },
  threshold('thresholdDown', ['[', 'BracketLeft'], -THRESHOLD_STEP),
  threshold('thresholdUp', [']', 'BracketRight'], THRESHOLD_STEP),
  {
    id: 'thresholdSnap',
    label: { key: 'thresholdSnap' },
    group: 'overlay',
    keys: ['o'],
    enabled: hasLayer,
    run: ({ settings }) => settings.resetThreshold(),
  },
  opacity('opacityDown', ['-', 'Minus'], -OPACITY_STEP),
  opacity('opacityUp', ['=', 'Equal'], OPACITY_STEP),
  ...BUILT_IN_MODELS.map(({ action, key, id }) => model(action, key, id)),
  {
    id: 'undo',
    label: { key: 'undo' },
    group: 'overlay',
    keys: ['$mod+z'],
    enabled: always,
    run: (page) => page.undo(),
  },
  {
    id: 'redo',
    label: { key: 'redo' },
    group: 'overlay',
    keys: ['$mod+Shift+z', '$mod+y'],
    enabled: always,
    run: (page) => page.redo(),
  },
  {
    id: 'annotate',
    label: { key: 'annotate' },
    group: 'view',
    keys: ['a'],
    enabled: always,
    run: (page) => page.toggleAnnotating(),
  },
  {
    id: 'measures',
    label: { key: 'measures' },
    group: 'panels',
    keys: ['r'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('measures'),
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
    enabled: (page) => page.state.simulator !== null,
    run: (page) => page.simulate({ touring: !page.state.simulator?.touring }),
  },
  {
    id: 'strip',
    label: { key: 'strip' },
    group: 'panels',
    keys: ['g'],
    enabled: always,
    run: (page) => page.toggleStrip(),
  },
  {
    id: 'case',
    label: { key: 'case' },
    group: 'panels',
    keys: ['j'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('case'),
  },
  {
    id: 'map',
    label: { key: 'map' },
    group: 'panels',
    keys: ['m'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('map'),
  },
  {
    id: 'saveMap',
    label: { key: 'saveMap' },
    group: 'panels',
    keys: ['Shift+M'],
    enabled: always,
    run: (page) => page.saveMap(),
  },
  {
    id: 'clearMap',
    label: { key: 'clearMap' },
    group: 'panels',
    keys: ['Shift+Delete', 'Shift+Backspace'],
    enabled: hasFrame,
    run: (page) => page.clearMap(),
  },
  {
    id: 'controls',
    label: { key: 'controls' },
    group: 'panels',
    keys: ['s'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('controls'),
  },
  {
    id: 'calibrate',
    label: { key: 'calibrate' },
    group: 'panels',
    keys: ['u'],
    enabled: hasFrame,
    run: (page) => page.calibrate(),
  },
  {
    id: 'takeBlank',
    label: { key: 'takeBlank' },
    group: 'panels',
    keys: ['w'],
    enabled: (page) => page.canTakeBlank(),
    run: (page) => page.takeBlank(),
  },
  {
    id: 'diagnostics',
    label: { key: 'diagnostics' },
    group: 'panels',
    keys: ['d'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('diagnostics'),
  },
  {
    id: 'selfTest',
    label: { key: 'selfTest' },
    group: 'panels',
    keys: ['v'],
    enabled: always,
    run: ({ settings }) => settings.togglePanel('selfTest'),
  },
  {
    id: 'export',
    label: { key: 'export' },
    group: 'panels',
    keys: ['x'],
    enabled: always,
    run: (page) => page.export(),
  },
  {
    id: 'help',
    label: { key: 'help' },
    group: 'panels',
    keys: ['Shift+?', '?', 'F1'],
    enabled: always,
    run: (page) => page.toggleHelp(),
  },
  {
    id: 'closePanel',
    label: { key: 'closePanel' },
    group: 'panels',
    keys: ['Escape'],
    enabled: always,
    run: (page) => page.escape(),
  },
];

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

export function actionOf(id: ActionId): Action {
  const action = BY_ID.get(id);
  if (!action) throw new Error(`No action ${id}`);
  return action;
}

/** Runs an action if it can be run now. */
export function runAction(id: ActionId, page: ActionContext): void {
  const action = actionOf(id);
  if (action.enabled(page)) action.run(page);
}

/** Key that chooses an objective now; null where none does. */
export function objectiveKey(page: ActionContext, objective: number): string | null {
  const action = objectives.find((each) => each.labelValue?.(page) === objective);
  return action?.keys[0] ?? null;
}
