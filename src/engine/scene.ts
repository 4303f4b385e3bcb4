import { type Arrival, contourColour } from '../domain/overlay';
import type { LayerRequest, SceneRequest } from './field-pipeline';
import type { ActiveModel } from './inference/active-model';
import type { EngineSettings } from './port';
import { type FrameFacts, isEnabled } from './provenance';
import { scaleFits } from './scale-gate';

/** What the overlay over a field follows from, whether the camera shows it or it was recorded. */
export interface SceneSource {
  readonly settings: EngineSettings;
  readonly loaded: readonly ActiveModel[];
  /** Of the field; null before the first frame. */
  readonly facts: Pick<FrameFacts, 'umPerPx' | 'objective'> | null;
  /** Island that the cells belong to. */
  readonly island: number | null;
  /** False where the field's place was lost, or its scale is in doubt. */
  readonly placed: boolean;
  readonly visible: boolean;
  arrivalsOf(active: ActiveModel): readonly Arrival[];
}

/** The one way from settings to a scene. Without a scale, a place or a model that fits all is not assessed. */
export function sceneRequest(from: SceneSource): SceneRequest {
  const { settings, loaded, facts, island, placed, visible } = from;
  const umPerPx = facts?.umPerPx ?? null;
  const objective = facts?.objective ?? null;
  const enabled = loaded.filter(({ model }) => isEnabled(settings, model.manifest.id));
  const fitting = enabled.filter(
    ({ model }) => umPerPx !== null && scaleFits(model.manifest, umPerPx, objective),
  );
  return {
    layers: layersOf(settings, loaded, fitting, from.arrivalsOf),
    hatchAll: enabled.length > 0 && (fitting.length === 0 || !placed),
    visible,
    scaleBar: settings.scaleBar,
    island,
  };
}

/** What the settings ask to be drawn: enabled classes of those of the loaded models whose scale fits. */
export function layersOf(
  settings: EngineSettings,
  loaded: readonly ActiveModel[],
  fitting: readonly ActiveModel[],
  arrivalsOf: (active: ActiveModel) => readonly Arrival[],
): LayerRequest[] {
  let place = 0;
  const drawn = fitting.map(({ model }) => model.manifest.id);
  const heatModel = drawn.find((id) => id === settings.heatModelId) ?? drawn[0];
  return loaded.flatMap((active) =>
    active.model.manifest.classes.flatMap((entry, classIndex) => {
      const { model, store } = active;
      const colour = contourColour(place++);
      if (!fitting.includes(active)) return [];
      const layer = settings.layers.find(
        ({ modelId, classId, enabled }) => modelId === model.manifest.id && classId === entry.id && enabled,
      );
      if (!layer || layer.hidden) return [];
      return [
        {
          modelId: model.manifest.id,
          classId: entry.id,
          classIndex,
          store,
          cellUm: model.manifest.cellUm,
          arrivals: arrivalsOf(active),
          style: {
            // Two maps of the same colours over each other tell nothing of either.
            heatmap: settings.heatmap && model.manifest.id === heatModel,
            contours: settings.contours,
            opacity: settings.opacity,
            threshold: layer.threshold,
            colourMap: settings.colourMap,
            contourColour: colour,
          },
        },
      ];
    }),
  );
}
