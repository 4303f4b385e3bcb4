import type { OperatingPoint } from '../../domain/manifest';
import { t } from '../i18n/i18n';
import { entriesOf } from './entries-of';
import { layerKey, type ModelLayer, thresholdOf } from './models';
import type { Preferences } from './preferences';
import { isModelEnabled, thresholdLayer, tissueKey } from './selectors';
import type { SettingsHost } from './settings-host';
import type { OverlaySlice } from './slices/overlay-slice';

type Overlay = Preferences['overlay'];
type ModelChoice = Readonly<Record<string, boolean>>;

/** What is drawn over the tissue, and from which probability on. Each change is one step that can be undone. */
export class OverlaySettings {
  constructor(private readonly host: SettingsHost<OverlaySlice>) {}

  /** @param control names what was worked: one drag of a slider is one step */
  set(change: Partial<Overlay>, control: string): void {
    const { host } = this;
    host.setAsStep<Partial<Overlay>>(
      { label: t('history.overlay'), group: 'overlay', control },
      (to) => host.setPreferences({ overlay: { ...host.state.preferences.overlay, ...to } }),
      [entriesOf(host.state.preferences.overlay, change), change],
    );
  }

  /** Holds the view on one frame, or lets it go on. */
  freeze(frozen: boolean): void {
    this.host.patch({ frozen });
  }

  /** Hides the overlay while it lasts. */
  showBare(bare: boolean): void {
    this.host.patch({ bare });
  }

  /** The layer that the threshold slider sets. */
  selectLayer(selectedLayer: string): void {
    this.host.patch({ selectedLayer });
  }

  setModelEnabled(modelId: string, enabled: boolean): void {
    const { state } = this.host;
    const { [modelId]: _, ...linkedModels } = state.linkedModels;
    this.host.patch({ linkedModels });
    const key = tissueKey(state);
    const { overlay, cameras } = state.preferences;
    if (key !== null) this.#setModelsFor(key, { ...cameras[key]?.models, [modelId]: enabled });
    else this.set({ models: { ...overlay.models, [modelId]: enabled } }, `model ${modelId}`);
  }

  toggleModel(modelId: string): void {
    this.setModelEnabled(modelId, !isModelEnabled(this.host.state, modelId));
  }

  /** The user's word for what lies under the open camera; null: none of the models fits. It is remembered. */
  answerModel(modelId: string | null): void {
    const key = tissueKey(this.host.state);
    if (key !== null) this.#setModelsFor(key, modelId === null ? {} : { [modelId]: true });
  }

  /** Another slide: its own model is on again, whatever was switched before. */
  forgetModelChoice(): void {
    this.host.patch({ linkedModels: {} });
    this.host.setPreferences({ overlay: { ...this.host.state.preferences.overlay, models: {} } });
  }

  setThreshold(threshold: number): void {
    const layer = thresholdLayer(this.host.state);
    if (!layer) return;
    const { thresholds } = this.host.state.preferences.overlay;
    const value = Math.min(1, Math.max(0, Math.round(threshold * 1000) / 1000));
    this.set({ thresholds: { ...thresholds, [layer.key]: value } }, `threshold ${layer.key}`);
  }

  stepThreshold(step: number): void {
    const layer = thresholdLayer(this.host.state);
    if (layer) this.setThreshold(thresholdOf(layer, this.host.state.preferences.overlay.thresholds) + step);
  }

  /** The threshold of one of a model's operating points, exactly; its default is followed in later versions too. */
  setOperatingPoint(layer: ModelLayer, { id, threshold }: OperatingPoint): void {
    const { [layer.key]: _, ...others } = this.host.state.preferences.overlay.thresholds;
    const isDefault = id === layer.operatingPoint?.id;
    this.set(
      { thresholds: isDefault ? others : { ...others, [layer.key]: threshold } },
      `point ${layer.key}`,
    );
  }

  /** Whether a class is drawn while its model is on. */
  setDrawn(layer: ModelLayer, drawn: boolean): void {
    const { [layer.key]: _, ...others } = this.host.state.preferences.overlay.hidden;
    this.set({ hidden: drawn ? others : { ...others, [layer.key]: true } }, `class ${layer.key}`);
  }

  /** Back to the model's own operating point, also when a new version brings another. */
  resetThreshold(): void {
    const layer = thresholdLayer(this.host.state);
    if (!layer) return;
    const { [layerKey(layer.modelId, layer.classId)]: _, ...others } =
      this.host.state.preferences.overlay.thresholds;
    this.set({ thresholds: others }, 'operating point');
  }

  #setModelsFor(key: string, models: ModelChoice): void {
    const { host } = this;
    host.setAsStep<ModelChoice | undefined>(
      { label: t('history.models'), group: 'overlay' },
      (to) => {
        const { cameras } = host.state.preferences;
        const { models: _, ...camera } = cameras[key] ?? {};
        host.setPreferences({ cameras: { ...cameras, [key]: { ...camera, ...(to && { models: to }) } } });
      },
      [host.state.preferences.cameras[key]?.models, models],
    );
  }
}
