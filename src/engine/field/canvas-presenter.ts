import { context2d, rawPictureOf } from '../../gpu/canvas-2d';
import type { RawPicture } from '../../gpu/readback';
import { CanvasRenderer } from '../../overlay/canvas-renderer';
import { ArrayCellStore } from '../../slide-map/array-store';
import type { LayerRequest, SceneRequest } from '../field-pipeline';
import type { FieldImage } from './field-image';
import { type Output, type OutputChange, Outputs } from './outputs';
import { overlayScene } from './overlay-scene';

/** Draws fields with their overlay by Canvas 2D: to all outputs, or as a picture. */
export class CanvasPresenter {
  readonly #outputs = new Outputs((canvas) => {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    return context && new CanvasRenderer(context);
  });

  addOutput(output: Output): void {
    this.#outputs.add(output);
  }

  changeOutput(id: string, change: OutputChange): void {
    this.#outputs.change(id, change);
  }

  removeOutput(id: string): void {
    this.#outputs.remove(id);
  }

  draw(image: FieldImage<OffscreenCanvas>, request: SceneRequest): void {
    const picture = pictureOf(image, request);
    for (const { output, context } of this.#outputs.ready()) context.render(picture, output);
  }

  /** The field with its overlay in px of the frame. */
  capture(image: FieldImage<OffscreenCanvas>, request: SceneRequest): RawPicture {
    const { width, height } = image.size;
    const context = context2d(new OffscreenCanvas(width, height));
    new CanvasRenderer(context).render(pictureOf(image, request));
    return rawPictureOf(context, image.size);
  }
}

function pictureOf(image: FieldImage<OffscreenCanvas>, request: SceneRequest) {
  const scene = overlayScene(image, request, windowOf);
  const elsewhere = request.island !== null && request.island !== image.tracked?.island;
  return { frame: image.picture, scene: { ...scene, hatchAll: scene.hatchAll || elsewhere } };
}

function windowOf({ store, classIndex, copy }: LayerRequest): Float32Array | undefined {
  return copy ?? (store instanceof ArrayCellStore ? store.windows[classIndex] : undefined);
}
