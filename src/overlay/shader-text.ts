import { shaderConstants } from './appearance';
import field from './field.wgsl?raw';
import layer from './layer.wgsl?raw';
import bar from './scale-bar.wgsl?raw';

/** The whole shader, for any number of layers. */
export const overlayShader = (): string => [shaderConstants(), field, layer, bar].join('\n');
