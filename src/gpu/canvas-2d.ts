import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import type { RawPicture } from './readback';

/**
 * Context of a canvas that is drawn to and read from by the CPU: opaque, in plain memory.
 * @throws ReticleError 'webgpu-missing' where the canvas belongs to another kind of context or there is none
 */
export function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context)
    throw new ReticleError(
      'webgpu-missing',
      'This browser can draw neither by WebGPU nor by Canvas 2D in a worker.',
      'Use a current Chrome or Edge.',
    );
  return context;
}

/** RGBA bytes of the top left part of a canvas, row by row. */
export function rgbaOf(context: OffscreenCanvasRenderingContext2D, { width, height }: SizePx) {
  return context.getImageData(0, 0, width, height).data as Uint8ClampedArray<ArrayBuffer>;
}

/** The same in the form in which a graphics card hands pictures over. */
export function rawPictureOf(context: OffscreenCanvasRenderingContext2D, size: SizePx): RawPicture {
  const { width, height } = size;
  return { width, height, stride: width * 4, order: 'rgba', data: rgbaOf(context, size).buffer };
}
