import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CalibrationProfile } from '../../domain/calibration';
import { type AppState, initialState, type Notice, type PanelName } from './app-state';
import { type CalibrationFile, withProfile } from './calibration-profiles';
import { withFlatField } from './flat-fields';
import { layerKey, thresholdOf } from './models';
import { OverlayHistory } from './overlay-history';
import { DEFAULT_PREFERENCES, type Preferences } from './preferences';
import { isModelEnabled, openCameraKey, scaleKey, thresholdLayer, tissueKey } from './selectors';

type Overlay = Preferences['overlay'];

const MOST_NOTES = 3;

/** Names of the parts of the state that one controller each keeps. */
type SliceName = 'capture' | 'map' | 'replay' | 'exports' | 'selfTest' | 'flatField';

/** One part of the state, for the controller that keeps it. */
export interface Slice<Part> {
  readonly state: Part;
  patch(change: Partial<Part>): void;
}

/** The page's state with every change to it that needs neither engine nor source. */
export class AppStore {
  readonly api: StoreApi<AppState>;
  readonly #history = new OverlayHistory();
  #nextId = 1;

  constructor(
    preferences: Preferences,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.api = createStore<AppState>(() => initialState(preferences));
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

  /** Changes overlay settings as one step that can be undone. `kind` names the control. */
  setOverlay(change: Partial<Overlay>, kind: string): void {
    const before = this.state.preferences.overlay;
    this.#history.record(before, kind, this.now());
    this.setPreferences({ overlay: { ...before, ...change } });
  }

  undoOverlay(): boolean {
    const before = this.#history.undo();
    if (before) this.setPreferences({ overlay: before });
    return before !== null;
  }

  setModelEnabled(modelId: string, enabled: boolean): void {
    const { [modelId]: _, ...linkedModels } = this.state.linkedModels;
    this.patch({ linkedModels });
    const key = tissueKey(this.state);
    const { overlay, cameras } = this.state.preferences;
    if (key !== null) this.setModelsFor(key, { ...cameras[key]?.models, [modelId]: enabled });
    else this.setOverlay({ models: { ...overlay.models, [modelId]: enabled } }, `model ${modelId}`);
  }

  /** The user's word for what lies under the open camera; null: none of the models fits. It is remembered. */
  answerModel(modelId: string | null): void {
    const key = tissueKey(this.state);
    if (key !== null) this.setModelsFor(key, modelId === null ? {} : { [modelId]: true });
  }

  private setModelsFor(key: string, models: Readonly<Record<string, boolean>>): void {
    const { cameras } = this.state.preferences;
    this.setPreferences({ cameras: { ...cameras, [key]: { ...cameras[key], models } } });
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
    this.setPreferences({ profiles: this.state.preferences.profiles.filter((profile) => profile.id !== id) });
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

  resetPreferences(): void {
    this.setPreferences({
      ...DEFAULT_PREFERENCES,
      source: this.state.preferences.source,
      page: { ...DEFAULT_PREFERENCES.page, welcomed: true, panel: this.state.panel },
    });
  }
}
