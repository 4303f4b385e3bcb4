import { shaderConstants } from './appearance';
import field from './field.wgsl?raw';
import layer from './layer.wgsl?raw';
import bar from './scale-bar.wgsl?raw';

/** Binding of the first layer's window in group 0; the others follow. */
export const FIRST_WINDOW_BINDING = 6;
/** Binding of the heat tables, one row a layer. */
export const HEAT_TABLES_BINDING = 5;

/** The whole shader for scenes of `layers` layers. */
export function shaderText(layers: number): string {
  const indexes = Array.from({ length: layers }, (_, k) => k);
  const paintLayers = [
    'fn paint_layers(from_centre: vec2f) -> Paint {',
    '  var paint = Paint(vec4f(0.0), vec4f(0.0), 0.0, false);',
    ...indexes.map((k) => `  paint = paint_layer_${k}(paint, from_centre);`),
    '  return paint;',
    '}',
    '',
  ].join('\n');
  const layerTexts = indexes.map((k) =>
    layer
      .replaceAll('BINDING', `${FIRST_WINDOW_BINDING + k}`)
      .replaceAll('LAYERS.0', `${layers}.0`)
      .replaceAll('K.0', `${k}.0`)
      .replaceAll('[K]', `[${k}]`)
      .replaceAll(/_K\b/g, `_${k}`),
  );
  const tables = `@group(0) @binding(${HEAT_TABLES_BINDING}) var heat_tables: texture_2d<f32>;`;
  return [shaderConstants(), field, tables, bar, ...layerTexts, paintLayers].join('\n');
}
