import type { Action, ActionId } from './action';
import type { ActionContext } from './action-context';
import { OBJECTIVE_ACTIONS } from './objective-actions';
import { HISTORY_ACTIONS, OVERLAY_ACTIONS } from './overlay-actions';
import { PANEL_ACTIONS } from './panel-actions';
import { STAGE_ACTIONS } from './stage-actions';
import { VIEW_ACTIONS } from './view-actions';

/** Every command there is, in the order of the help. */
export const ACTIONS: readonly Action[] = [
  ...OBJECTIVE_ACTIONS,
  ...VIEW_ACTIONS,
  ...OVERLAY_ACTIONS,
  ...HISTORY_ACTIONS,
  ...STAGE_ACTIONS,
  ...PANEL_ACTIONS,
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
