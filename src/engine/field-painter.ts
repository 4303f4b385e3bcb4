import type { GainGrid } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { FieldReader } from '../optics/field-reader';
import { FlatFieldCorrector } from '../optics/flat-field/apply';

/** Brings a frame onto a canvas as the field: mounting undone, light evened. */
export class FieldPainter {
  readonly #reader = new FieldReader();
  readonly #corrector = new FlatFieldCorrector();

  /**
   * Null, and nothing is painted, where `wanted` says no after the frame was read.
   * @throws ReticleError for sizes that are no live field, and for frames that cannot be read
   */
  async paint(
    context: OffscreenCanvasRenderingContext2D,
    image: VideoFrame,
    mounting: Mounting,
    flatField: GainGrid | null,
    wanted: () => boolean = () => true,
  ): Promise<SizePx | null> {
    const { width, height, rgba, geometry } = await this.#reader.read(image, mounting);
    if (!wanted()) return null;
    if (flatField) this.#corrector.apply(rgba, geometry.toFrame, geometry.frame, flatField);
    const { canvas } = context;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    return { width, height };
  }
}
