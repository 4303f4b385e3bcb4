import { shaderConstants } from './appearance';
import field from './field.wgsl?raw';
import layer from './layer.wgsl?raw';
import bar from './scale-bar.wgsl?raw';

/** Binding of the first layer's window in group 0; the others follow. */
export const FIRST_WINDOW_BINDING = 5;

/** The whole shader for scenes of `layers` layers. */
export function shaderText(layers: number): string {
  const indexes = Array.from({ length: layers }, (_, k) => k);
  const paintLayers = [
    'fn paint_layers(from_centre: vec2f) -> Paint {',
    '  var paint = Paint(vec4f(0.0), vec4f(0.0), false, false);',
    ...indexes.map((k) => `  paint = paint_layer_${k}(paint, from_centre);`),
    '  return paint;',
    '}',
    '',
  ].join('\n');
  const layerTexts = indexes.map((k) =>
    layer
      .replaceAll('BINDING', `${FIRST_WINDOW_BINDING + k}`)
      .replaceAll('[K]', `[${k}]`)
      .replaceAll(/_K\b/g, `_${k}`),
  );
  return [shaderConstants(), field, bar, ...layerTexts, paintLayers].join('\n');
}
