import { constantText } from '../gpu/constants';
import { declarations } from '../gpu/struct';
import { TRACKED } from '../gpu/tracked';
import { shaderConstants } from './appearance';
import field from './field.wgsl?raw';
import layer from './layer.wgsl?raw';
import bar from './scale-bar.wgsl?raw';
import { SCENE_FLAGS, sceneOf } from './scene-uniforms';

/** The whole shader, for any number of layers. */
export function overlayShader(): string {
  const given = [shaderConstants(), constantText({ u32: SCENE_FLAGS }), declarations(sceneOf(1), TRACKED)];
  return [...given, field, layer, bar].join('\n');
}
