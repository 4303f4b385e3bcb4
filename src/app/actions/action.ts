import type { en } from '../i18n/en';
import type { AppState } from '../state/app-state';
import { enabledLayers } from '../state/selectors';
import type { ActionContext } from './action-context';

export type ActionId =
  | Exclude<keyof (typeof en)['actions'], 'objective'>
  | `objective${1 | 2 | 3 | 4 | 5 | 6}`;
export type ActionGroup = keyof (typeof en)['help']['groups'];

/** One command, for its button, its keys, a foot pedal that types them, and the help. `Page`: the verbs it uses. */
export interface Action<Page = ActionContext> {
  readonly id: ActionId;
  readonly label: { readonly key: keyof (typeof en)['actions'] };
  /** Fills in the label where it depends on the source; null: there is no such thing now. */
  readonly labelValue?: (page: Page) => number | null;
  readonly group: ActionGroup;
  /** In tinykeys' notation; the first is shown. Physical codes help where a layout lacks the sign. */
  readonly keys: readonly string[];
  enabled(page: Page): boolean;
  run(page: Page): void;
  /** Present where the action lasts while its key is held. */
  release?(page: Page): void;
  /** Whether a held key goes on doing it. */
  readonly repeats?: boolean;
}

/** An action that uses these verbs, and no others. */
export type ActionWith<Verbs extends keyof ActionContext> = Action<Pick<ActionContext, Verbs>>;

interface WithState {
  readonly state: AppState;
}

export const always = () => true;
export const hasFrame = ({ state }: WithState) => state.frame !== null && state.source.phase === 'open';
export const hasLayer = ({ state }: WithState) => enabledLayers(state).length > 0;
