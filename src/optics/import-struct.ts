import { constantText } from '../gpu/constants';
import { declarations, struct, vec2f, vec4f } from '../gpu/struct';
import { CLIPPED_LEVEL, SRGB } from './flat-field/transfer';

/** What the import shaders get of a frame. */
export const IMPORT = struct('Import', {
  /** Stored px of field px (fx, fy), corners as origin: dot(across, (fx, fy, 1, 0)), dot(down, ...). */
  across: vec4f,
  down: vec4f,
  /** Frame px of the same, in which gains are placed. */
  frame_across: vec4f,
  frame_down: vec4f,
  /** RGB from (y, u, v, 1). */
  red: vec4f,
  green: vec4f,
  blue: vec4f,
  /** Node of the gains at a frame px: px * xy + zw; all 0 without a flat field. */
  nodes: vec4f,
  /** Samples of chroma a px, across and down. */
  chroma: vec2f,
});

/** Put before import.wgsl and flat-field.wgsl. */
export const importDeclarations = (): string =>
  [
    // Levels are whole on the CPU; here they are compared before they are rounded.
    constantText({ float: { CLIPPED: (CLIPPED_LEVEL - 0.5) / 255, ...SRGB } }),
    declarations(IMPORT),
  ].join('\n');
