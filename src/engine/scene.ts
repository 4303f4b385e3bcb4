import { type Arrival, contourColour } from '../domain/overlay';
import type { LayerRequest } from './field-pipeline';
import type { ActiveModel } from './inference/active-model';
import type { EngineSettings } from './port';

/** What the settings ask to be drawn: enabled classes of those of the loaded models whose scale fits. */
export function layersOf(
  settings: EngineSettings,
  loaded: readonly ActiveModel[],
  fitting: readonly ActiveModel[],
  arrivalsOf: (active: ActiveModel) => readonly Arrival[],
): LayerRequest[] {
  let place = 0;
  return loaded.flatMap((active) =>
    active.model.manifest.classes.flatMap((entry, classIndex) => {
      const { model, store } = active;
      const colour = contourColour(place++);
      if (!fitting.includes(active)) return [];
      const layer = settings.layers.find(
        ({ modelId, classId, enabled }) => modelId === model.manifest.id && classId === entry.id && enabled,
      );
      if (!layer) return [];
      return [
        {
          modelId: model.manifest.id,
          classId: entry.id,
          classIndex,
          store,
          cellUm: model.manifest.cellUm,
          arrivals: arrivalsOf(active),
          style: {
            heatmap: settings.heatmap,
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
