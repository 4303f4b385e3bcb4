import type { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import { handlesOf, moveHandle, moveShape, removeHandle } from '../../capture/annotations/shape-editing';
import type { Annotation } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { near } from './near';

/** A shape, or one corner of it, that follows the pointer. All of a drag is one step of undo. */
export class Dragging {
  #drag: { readonly id: string; readonly handle: number | null; last: PointUm } | null = null;

  constructor(private readonly editor: AnnotationEditor) {}

  get active(): boolean {
    return this.#drag !== null;
  }

  get selected(): Annotation | null {
    const { annotations, selected } = this.editor.state;
    return annotations.find(({ id }) => id === selected) ?? null;
  }

  /** Takes hold of a corner of what is selected, else selects what is there and takes hold of it. @param reach um */
  grab(at: PointUm, reach: number, island: number | null): void {
    const { selected } = this;
    const handle = selected ? handlesOf(selected.shape).findIndex((corner) => near(corner, at, reach)) : -1;
    if (selected && handle >= 0) {
      this.#drag = { id: selected.id, handle, last: at };
      return;
    }
    const hit = island === null ? null : this.editor.hit(island, at, reach);
    this.editor.select(hit?.id ?? null);
    if (hit) this.#drag = { id: hit.id, handle: null, last: at };
  }

  move(at: PointUm): void {
    if (!this.#drag) return;
    const { id, handle, last } = this.#drag;
    const found = this.editor.state.annotations.find((annotation) => annotation.id === id);
    if (!found) return;
    const shape =
      handle === null
        ? moveShape(found.shape, at.x - last.x, at.y - last.y)
        : moveHandle(found.shape, handle, at);
    this.#drag.last = at;
    this.editor.change(id, { shape }, 'drag');
  }

  /** The pointer let go: the step is done. */
  drop(): void {
    this.#drag = null;
    this.editor.endGesture();
  }

  /** Nothing was dragged: what was taken hold of is only selected. */
  letGo(): void {
    this.#drag = null;
  }

  removeVertex(handle: number): void {
    const { selected } = this;
    const shape = selected && removeHandle(selected.shape, handle);
    if (selected && shape) this.editor.change(selected.id, { shape });
  }
}
