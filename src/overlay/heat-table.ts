import type { LayerStyle } from '../domain/overlay';
import { HEAT_STEPS, heatAlpha } from './appearance';
import { colourAt } from './colour-map';

/**
 * Colour and alpha of the heat by probability, with threshold and opacity applied: RGBA bytes,
 * premultiplied for the shader or straight for Canvas 2D. The one definition for both renderers.
 */
export function heatTable(style: LayerStyle, premultiplied: boolean): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(HEAT_STEPS * 4);
  for (let k = 0; k < HEAT_STEPS; k++) {
    const p = k / (HEAT_STEPS - 1);
    const alpha = style.heatmap ? heatAlpha(p, style.threshold) * style.opacity : 0;
    const [r, g, b] = colourAt(style.colourMap, p);
    const factor = premultiplied ? alpha : 1;
    table.set([r * factor, g * factor, b * factor, alpha * 255], k * 4);
  }
  return table;
}

/** What a table depends on. */
export function heatTableKey({ heatmap, threshold, opacity, colourMap }: LayerStyle): string {
  return heatmap ? `${colourMap} ${threshold} ${opacity}` : 'none';
}
