import type { ActionWith } from './action';

type StageAction = ActionWith<'state' | 'optics' | 'simulator'>;

/** Share of the field that one press of an arrow key moves the stage. */
const STAGE_STEP = 0.1;

const hasStage = ({ state }: Parameters<StageAction['enabled']>[0]) => state.devices.stage !== null;

function stage(
  id: 'stageLeft' | 'stageRight' | 'stageUp' | 'stageDown',
  key: string,
  x: number,
  y: number,
): StageAction {
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

/** Where the stage goes. */
export const STAGE_ACTIONS: readonly StageAction[] = [
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
    run: (page) => page.simulator.set({ touring: !page.state.simulator?.touring }),
  },
];
