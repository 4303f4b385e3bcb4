import { BUILT_IN_MODELS } from '../state/models';
import { type ActionWith, always, hasLayer } from './action';

type OverlayAction = ActionWith<'state' | 'overlay'>;

const THRESHOLD_STEP = 0.01;
const OPACITY_STEP = 0.05;

function model(id: 'modelLymphNode' | 'modelProstate', key: string, modelId: string): OverlayAction {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys: [key],
    enabled: always,
    run: ({ overlay }) => overlay.toggleModel(modelId),
  };
}

function opacity(id: 'opacityDown' | 'opacityUp', keys: readonly string[], step: number): OverlayAction {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys,
    enabled: always,
    repeats: true,
    run: ({ state, overlay }) => {
      const value = Math.round((state.preferences.overlay.opacity + step) * 100) / 100;
      overlay.set({ opacity: Math.min(1, Math.max(0, value)) }, 'opacity');
    },
  };
}

function threshold(
  id: 'thresholdDown' | 'thresholdUp',
  keys: readonly string[],
  step: number,
): OverlayAction {
  return {
    id,
    label: { key: id },
    group: 'overlay',
    keys,
    enabled: hasLayer,
    repeats: true,
    run: ({ overlay }) => overlay.stepThreshold(step),
  };
}

/** What is drawn over the tissue. */
export const OVERLAY_ACTIONS: readonly OverlayAction[] = [
  {
    id: 'heatmap',
    label: { key: 'heatmap' },
    group: 'overlay',
    keys: ['h'],
    enabled: always,
    run: ({ state, overlay }) => overlay.set({ heatmap: !state.preferences.overlay.heatmap }, 'heatmap'),
  },
  {
    id: 'contours',
    label: { key: 'contours' },
    group: 'overlay',
    keys: ['c'],
    enabled: always,
    run: ({ state, overlay }) => overlay.set({ contours: !state.preferences.overlay.contours }, 'contours'),
  },
  threshold('thresholdDown', ['[', 'BracketLeft'], -THRESHOLD_STEP),
  threshold('thresholdUp', [']', 'BracketRight'], THRESHOLD_STEP),
  {
    id: 'thresholdSnap',
    label: { key: 'thresholdSnap' },
    group: 'overlay',
    keys: ['o'],
    enabled: hasLayer,
    run: ({ overlay }) => overlay.resetThreshold(),
  },
  opacity('opacityDown', ['-', 'Minus'], -OPACITY_STEP),
  opacity('opacityUp', ['=', 'Equal'], OPACITY_STEP),
  ...BUILT_IN_MODELS.map(({ action, key, id }) => model(action, key, id)),
];

/** Whatever can be taken back. */
export const HISTORY_ACTIONS: readonly ActionWith<'history'>[] = [
  {
    id: 'undo',
    label: { key: 'undo' },
    group: 'overlay',
    keys: ['$mod+z'],
    enabled: always,
    run: (page) => page.history.undo(),
  },
  {
    id: 'redo',
    label: { key: 'redo' },
    group: 'overlay',
    keys: ['$mod+Shift+z', '$mod+y'],
    enabled: always,
    run: (page) => page.history.redo(),
  },
];
