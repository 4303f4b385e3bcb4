import type { OverlayScene } from '../../domain/overlay';
import { type LayerRequest, placementOf, type SceneRequest } from '../field-pipeline';
import type { FieldImage } from './field-image';

/**
 * The scene of a field as the renderers take it. A layer whose cells are not available hatches the whole field: left
 * out, its class would look negative.
 */
export function overlayScene<Window>(
  image: FieldImage<unknown>,
  request: SceneRequest,
  windowOf: (layer: LayerRequest) => Window | undefined,
): OverlayScene<Window> {
  const layers = request.layers.flatMap((layer) => {
    const window = windowOf(layer);
    const { modelId, classId, cellUm, arrivals, style } = layer;
    return window === undefined ? [] : [{ modelId, classId, cellUm, arrivals, style, window }];
  });
  const { umPerPx, size, tracked } = image;
  return {
    frameSize: size,
    placement: placementOf(tracked),
    layers,
    hatchAll: request.hatchAll || layers.length < request.layers.length,
    visible: request.visible,
    scaleBar: request.scaleBar && umPerPx !== null ? { umPerPx } : null,
  };
}
