import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CalibrationProfile } from '../../domain/calibration';
import type { FlatField } from '../../domain/flat-field';
import { History, type Step } from '../history/history';
import { t } from '../i18n/i18n';
import { type AppState, type CameraEntry, initialState, type Notice, type PanelName } from './app-state';
import { type CalibrationFile, withProfile } from './calibration-profiles';
import { nameCameras } from './camera-names';
import { withFlatField } from './flat-fields';
import { layerKey, thresholdOf } from './models';
import { firstSettings, type Preferences } from './preferences';
import { isModelEnabled, openCameraKey, scaleKey, thresholdLayer, tissueKey } from './selectors';

type Overlay = Preferences['overlay'];
type ModelChoice = Readonly<Record<string, boolean>>;

const MOST_NOTES = 3;

/** Names of the parts of the state that one controller each keeps. */
type SliceName = 'capture' | 'history' | 'map' | 'replay' | 'exports' | 'selfTest' | 'flatField';

/** One part of the state, for the controller that keeps it. */
export interface Slice<Part> {
  readonly state: Part;
  patch(change: Partial<Part>): void;
}

/** The page's state with every change to it that needs neither engine nor source. */
export class AppStore {
  readonly api: StoreApi<AppState>;
  /** All that the user can take back. */
  readonly history: History;
  #nextId = 1;

  constructor(preferences: Preferences, now: () => number = () => performance.now()) {
    this.api = createStore<AppState>(() => initialState(preferences));
    this.history = new History(now, ({ undoLabel, redoLabel, groups }) =>
      this.slice('history').patch({ undo: undoLabel, redo: redoLabel, groups }),
    );
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
  #setAsStep<Value>(
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

  /** Changes overlay settings as one step that can be undone. `control` names what was worked. */
  setOverlay(change: Partial<Overlay>, control: string): void {
    this.#setAsStep<Partial<Overlay>>(
      { label: t('history.overlay'), group: 'overlay', control },
      (to) => this.setPreferences({ overlay: { ...this.state.preferences.overlay, ...to } }),
      [entriesOf(this.state.preferences.overlay, change), change],
    );
  }

  setModelEnabled(modelId: string, enabled: boolean): void {
    const { [modelId]: _, ...linkedModels } = this.state.linkedModels;
    this.patch({ linkedModels });
    const key = tissueKey(this.state);
    const { overlay, cameras } = this.state.preferences;
    if (key !== null) this.#setModelsFor(key, { ...cameras[key]?.models, [modelId]: enabled });
    else this.setOverlay({ models: { ...overlay.models, [modelId]: enabled } }, `model ${modelId}`);
  }

  /** The user's word for what lies under the open camera; null: none of the models fits. It is remembered. */
  answerModel(modelId: string | null): void {
    const key = tissueKey(this.state);
    if (key !== null) this.#setModelsFor(key, modelId === null ? {} : { [modelId]: true });
  }

  #setModelsFor(key: string, models: ModelChoice): void {
    this.#setAsStep<ModelChoice | undefined>(
      { label: t('history.models'), group: 'overlay' },
      (to) => {
        const { cameras } = this.state.preferences;
        const { models: _, ...camera } = cameras[key] ?? {};
        this.setPreferences({ cameras: { ...cameras, [key]: { ...camera, ...(to && { models: to }) } } });
      },
      [this.state.preferences.cameras[key]?.models, models],
    );
  }

  toggleModel(modelId: string): void {
    this.setModelEnabled(modelId, !isModelEnabled(this.state, modelId));
  }

  setThreshold(threshold: number): void {
    const layer = thresholdLayer(this.state);
    if (!layer) return;
    const { thresholds } = this.state.preferences.overlay;
    const value = Math.min(1, Math.max(0, Math.round(threshold * 1000) / 1000));
    this.setOverlay({ thresholds: { ...thresholds, [layer.key]: value } }, `threshold ${layer.key}`);
  }

  stepThreshold(step: number): void {
    const layer = thresholdLayer(this.state);
    if (layer) this.setThreshold(thresholdOf(layer, this.state.preferences.overlay.thresholds) + step);
  }

  /** Back to the model's own operating point, also when a new version brings another. */
  resetThreshold(): void {
    const layer = thresholdLayer(this.state);
    if (!layer) return;
    const { [layerKey(layer.modelId, layer.classId)]: _, ...others } =
      this.state.preferences.overlay.thresholds;
    this.setOverlay({ thresholds: others }, 'operating point');
  }

  setPage(change: Partial<Preferences['page']>): void {
    this.setPreferences({ page: { ...this.state.preferences.page, ...change } });
  }

  openPanel(panel: PanelName | null): void {
    this.patch({ panel });
    this.setPage({ panel });
  }

  togglePanel(panel: PanelName): void {
    this.openPanel(this.state.panel === panel ? null : panel);
  }

  /** Leaves what lies on top: the crop, the welcome, then the panel. */
  escape(): void {
    if (this.state.cropping) this.patch({ cropping: null });
    else if (this.state.pendingImage) this.patch({ pendingImage: null });
    else if (this.state.welcomeOpen) this.closeWelcome();
    else if (this.state.panel) this.openPanel(null);
  }

  closeWelcome(): void {
    this.patch({ welcomeOpen: false });
    this.setPage({ welcomed: true });
  }

  /** Sees to it that cameras of one make are told apart. */
  nameCameras(connected: readonly CameraEntry[]): void {
    const cameras = nameCameras(connected, this.state.preferences.cameras);
    if (cameras) this.setPreferences({ cameras });
  }

  setCamera(change: Partial<Preferences['cameras'][string]>): void {
    const key = openCameraKey(this.state);
    if (key === null) return;
    const { cameras } = this.state.preferences;
    this.setPreferences({ cameras: { ...cameras, [key]: { ...cameras[key], ...change } } });
  }

  /** Remembers the um/px typed for this camera and objective; null forgets it. */
  enterScale(umPerPx: number | null): void {
    const key = scaleKey(this.state);
    if (key === null) return;
    const { [key]: _, ...others } = this.state.preferences.scales;
    this.patch({ linkedUmPerPx: null });
    this.setPreferences({ scales: umPerPx === null ? others : { ...others, [key]: umPerPx } });
  }

  /** Remembers a measured scale; one that was typed for the same optics gives way. */
  saveProfile(profile: CalibrationProfile): void {
    this.enterScale(null);
    this.setPreferences({ profiles: withProfile(this.state.preferences.profiles, profile) });
  }

  /** Adds what was imported. */
  addProfiles({ profiles, flatFields }: CalibrationFile): void {
    const { preferences } = this.state;
    this.setPreferences({
      profiles: profiles.reduce(withProfile, preferences.profiles),
      flatFields: flatFields.reduce(withFlatField, preferences.flatFields),
    });
  }

  removeProfile(id: string): void {
    const { profiles } = this.state.preferences;
    this.#setAsStep<readonly CalibrationProfile[]>(
      { label: t('history.profile'), group: 'settings' },
      (to) => this.setPreferences({ profiles: to }),
      [profiles, profiles.filter((profile) => profile.id !== id)],
    );
  }

  /** Another slide: its own model is on again, whatever was switched before. */
  forgetModelChoice(): void {
    this.patch({ linkedModels: {} });
    this.setPreferences({ overlay: { ...this.state.preferences.overlay, models: {} } });
  }

  /** Errors stay until they are dismissed; of notes, the oldest give way. */
  notify(notice: Omit<Notice, 'id'>): void {
    const others = this.state.notices.filter(({ topic }) => topic !== notice.topic);
    const notices = [...others, { ...notice, id: this.nextId() }];
    const surplus = notices.filter(({ tone }) => tone === 'note').slice(0, -MOST_NOTES);
    this.patch({ notices: notices.filter((each) => !surplus.includes(each)) });
  }

  dismiss(id: number): void {
    this.patch({ notices: this.state.notices.filter((notice) => notice.id !== id) });
  }

  /** Takes away what was told of a topic and of its parts: "model-failed" and "model-failed weights.bin". */
  dismissTopic(topic: string): void {
    const stays = (notice: Notice) => notice.topic !== topic && !notice.topic.startsWith(`${topic} `);
    const notices = this.state.notices.filter(stays);
    if (notices.length < this.state.notices.length) this.patch({ notices });
  }

  /** Flat fields in place of those there are, as one step that can be undone. */
  setFlatFields(flatFields: readonly FlatField[]): void {
    this.#setAsStep<readonly FlatField[]>(
      { label: t('history.flatField'), group: 'flat-field' },
      (to) => this.setPreferences({ flatFields: to }),
      [this.state.preferences.flatFields, flatFields],
    );
  }

  /** Settings as they were at first. What was measured, and what was told of each camera, is no setting and stays. */
  resetPreferences(): void {
    const { preferences } = this.state;
    const first = firstSettings(preferences, this.state.panel);
    const about = { label: t('history.reset'), group: 'settings' } as const;
    const set = (to: Partial<Preferences>) => this.setPreferences(to);
    this.#setAsStep(about, set, [entriesOf(preferences, first), first]);
    this.slice('history').patch({ offer: { id: this.nextId(), ...about } });
  }
}

/** Those entries of a whole that a change would replace. */
function entriesOf<Whole extends object>(whole: Whole, change: Partial<Whole>): Partial<Whole> {
  const kept: Partial<Whole> = { ...whole };
  for (const name of Object.keys(kept) as (keyof Whole)[]) if (!(name in change)) delete kept[name];
  return kept;
}
