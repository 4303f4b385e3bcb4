import type { Step } from '../history/history';
import type { AppState } from './app-state';
import type { Preferences } from './preferences';

/** What those that keep a slice of settings work with. */
export interface SettingsHost<Part> {
  readonly state: AppState;
  patch(change: Partial<Part>): void;
  setPreferences(change: Partial<Preferences>): void;
  /** Sets `after`, as one step that sets `before` again. */
  setAsStep<Value>(
    about: Pick<Step, 'label' | 'group' | 'control'>,
    set: (to: Value) => void,
    beforeAndAfter: readonly [Value, Value],
  ): void;
}
