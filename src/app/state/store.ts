import { createStore, type StoreApi } from 'zustand/vanilla';
import { History, type Step } from '../history/history';
import { t } from '../i18n/i18n';
import { type AppState, initialState } from './app-state';
import { entriesOf } from './entries-of';
import { OpticsSettings } from './optics-settings';
import { OverlaySettings } from './overlay-settings';
import { PageView } from './page-view';
import { firstSettings, type Preferences } from './preferences';

/** Names of the slices that one controller each keeps. */
type SliceName =
  | 'capture'
  | 'history'
  | 'map'
  | 'replay'
  | 'exports'
  | 'selfTest'
  | 'flatField'
  | 'ownModels';

/** One part of the state, for the controller that keeps it. */
export interface Slice<Part> {
  readonly state: Part;
  patch(change: Partial<Part>): void;
}

/** The page's state, with what changes it where neither engine nor source is needed. */
export class AppStore {
  readonly api: StoreApi<AppState>;
  /** All that the user can take back. */
  readonly history: History;
  readonly overlay: OverlaySettings;
  readonly optics: OpticsSettings;
  readonly page: PageView;
  #nextId = 1;

  constructor(preferences: Preferences, now: () => number = () => performance.now()) {
    this.api = createStore<AppState>(() => initialState(preferences));
    this.history = new History(now, ({ undoLabel, redoLabel, groups }) =>
      this.slice('history').patch({ undo: undoLabel, redo: redoLabel, groups }),
    );
    this.overlay = new OverlaySettings(this);
    this.optics = new OpticsSettings(this);
    this.page = new PageView(this);
  }

  get state(): AppState {
    return this.api.getState();
  }

  patch(change: Partial<AppState>): void {
    this.api.setState(change);
  }

  slice<Name extends SliceName>(name: Name): Slice<AppState[Name]> {
    const { api } = this;
    return {
      get state() {
        return api.getState()[name];
      },
      patch: (change) => api.setState((state) => ({ ...state, [name]: { ...state[name], ...change } })),
    };
  }

  nextId(): number {
    return this.#nextId++;
  }

  setPreferences(change: Partial<Preferences>): void {
    this.patch({ preferences: { ...this.state.preferences, ...change } });
  }

  /** Sets `after`, as one step that sets `before` again. */
  setAsStep<Value>(
    about: Pick<Step, 'label' | 'group' | 'control'>,
    set: (to: Value) => void,
    [before, after]: readonly [Value, Value],
  ): void {
    const done = (to: Value) => {
      set(to);
      return true;
    };
    set(after);
    this.history.push({ ...about, undo: () => done(before), redo: () => done(after) });
  }

  /** Settings as they were at first. Measurements, and what the user entered for each camera, are no settings and stay. */
  resetPreferences(): void {
    const { preferences } = this.state;
    const first = firstSettings(preferences, this.state.panel);
    const about = { label: t('history.reset'), group: 'settings' } as const;
    const set = (to: Partial<Preferences>) => this.setPreferences(to);
    this.setAsStep(about, set, [entriesOf(preferences, first), first]);
    this.slice('history').patch({ offer: { id: this.nextId(), ...about } });
  }
}
