import { shallow } from 'zustand/shallow';
import type { EngineSettings } from '../../engine/port';

/**
 * Whether the engine would do the same with both. Only what is built again at each reading is compared by its entries;
 * everything else, a flat field of many cells above all, is the same object for as long as it is the same.
 */
export function sameSettings(one: EngineSettings, other: EngineSettings): boolean {
  const { layers, calibration, ...rest } = one;
  const { layers: otherLayers, calibration: otherCalibration, ...otherRest } = other;
  return (
    shallow(rest, otherRest) &&
    shallow(calibration, otherCalibration) &&
    layers.length === otherLayers.length &&
    layers.every((layer, i) => shallow(layer, otherLayers[i]))
  );
}
