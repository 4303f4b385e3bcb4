import type { LayerRequest } from './field-pipeline';
import type { ActiveModel } from './inference-loop';
import type { EngineSettings } from './port';

/** Contour colours by model, told apart by colour-blind users and on pink and purple (Okabe and Ito 2008). */
const CONTOUR_COLOURS: readonly (readonly [number, number, number])[] = [
  [240, 228, 66],
  [86, 180, 233],
  [230, 159, 0],
  [255, 255, 255],
];

/** What the settings ask to be drawn of the models whose scale fits. */
export function layersOf(settings: EngineSettings, models: readonly ActiveModel[]): LayerRequest[] {
  let colour = 0;
  return models.flatMap(({ model, store }) =>
    model.manifest.classes.flatMap((entry, classIndex) => {
      const contourColour = CONTOUR_COLOURS[colour++ % CONTOUR_COLOURS.length] ?? [255, 255, 255];
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
          style: {
            heatmap: settings.heatmap,
            contours: settings.contours,
            opacity: settings.opacity,
            threshold: layer.threshold,
            colourMap: settings.colourMap,
            contourColour,
          },
        },
      ];
    }),
  );
}
