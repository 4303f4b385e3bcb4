import { ReticleError } from '../../domain/errors';
import type { SizePx } from '../../domain/geometry';
import { inverse } from '../../domain/homography';
import type { OutputView } from '../../overlay/output-view';

/** A canvas that every drawn field goes to: the screen, the eyepiece. */
export interface Output extends OutputView {
  readonly id: string;
  readonly canvas: OffscreenCanvas;
  /** Device px. */
  readonly size: SizePx;
}

export type OutputChange = Partial<Omit<Output, 'id' | 'canvas'>>;

interface Opened<Context> {
  readonly output: Output;
  readonly context: Context;
}

/** The outputs of a presenter, each with the context that it is drawn by. */
export class Outputs<Context> {
  readonly #opened = new Map<string, Opened<Context>>();

  /** @param open takes a canvas for drawing; null where it belongs to another kind of context */
  constructor(private readonly open: (canvas: OffscreenCanvas) => Context | null) {}

  /** @throws ReticleError 'output-unusable' where its canvas or its transform cannot be drawn with */
  add(output: Output): void {
    if (this.#opened.has(output.id)) throw new Error(`there is an output ${output.id} already`);
    checked(output);
    const context = this.open(output.canvas);
    if (!context)
      throw new ReticleError(
        'output-unusable',
        `The canvas of the output "${output.id}" cannot be drawn to.`,
        'Close its window and open it again.',
      );
    this.#opened.set(output.id, { output, context });
  }

  /** The next drawing follows it. @throws ReticleError 'output-unusable' for a transform that cannot be drawn with */
  change(id: string, change: OutputChange): void {
    const opened = this.#opened.get(id);
    if (!opened) throw new Error(`there is no output ${id}`);
    this.#opened.set(id, { ...opened, output: checked({ ...opened.output, ...change }) });
  }

  remove(id: string): void {
    this.#opened.delete(id);
  }

  /** All outputs, their canvases as large as they are to be: to be drawn to in the same task. */
  ready(): readonly Opened<Context>[] {
    for (const { output } of this.#opened.values()) {
      const { canvas, size } = output;
      const [width, height] = [Math.max(1, size.width), Math.max(1, size.height)];
      if (canvas.width === width && canvas.height === height) continue;
      canvas.width = width;
      canvas.height = height;
    }
    return [...this.#opened.values()];
  }
}

function checked(output: Output): Output {
  try {
    if (output.transform) inverse(output.transform);
    return output;
  } catch (cause) {
    throw new ReticleError(
      'output-unusable',
      `The alignment of the output "${output.id}" maps the field onto a line.`,
      'Align it again with points that do not lie on one line.',
      { cause },
    );
  }
}
