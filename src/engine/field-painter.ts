import type { GainGrid } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import { FieldReader, type ReadField } from '../optics/field-reader';
import { FlatFieldCorrector } from '../optics/flat-field/apply';

export type PaintedField = Pick<ReadField, 'width' | 'height' | 'rgba'>;

/** Brings a frame onto a canvas as the field: mounting undone, light evened. */
export class FieldPainter {
  readonly #reader = new FieldReader();
  readonly #corrector = new FlatFieldCorrector();

  /**
   * What is painted, too, in memory that belongs to the caller: reading it back from the canvas costs more than all
   * the rest. Null, and nothing is painted, where `wanted` says no after the frame was read.
   * @throws ReticleError for sizes that are no live field, and for frames that cannot be read
   */
  async paint(
    context: OffscreenCanvasRenderingContext2D,
    image: VideoFrame,
    mounting: Mounting,
    flatField: GainGrid | null,
    wanted: () => boolean = () => true,
  ): Promise<PaintedField | null> {
    const read = await this.#reader.read(image, mounting);
    const { width, height, rgba, geometry } = read;
    if (!wanted()) return null;
    if (flatField) this.#corrector.apply(rgba, geometry.toFrame, geometry.frame, flatField);
    const { canvas } = context;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    this.#reader.giveAway(read);
    return { width, height, rgba };
  }

  /** A painted field is no longer needed. */
  giveBack({ rgba }: PaintedField): void {
    this.#reader.giveBack(rgba);
  }
}
