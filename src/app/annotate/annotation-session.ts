import { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import { type IslandJoin, onIsland } from '../../domain/tracking';
import { Drawing, type DrawingHost } from './drawing';
import type { Placement } from './placement';
import { TrackerLook } from './tracker-look';

/** The annotations of a slide, where the frame on screen lies among them, and what is being drawn. */
export class AnnotationSession {
  readonly editor = new AnnotationEditor();
  /** The run of the tracker that islands now belong to. */
  readonly look = new TrackerLook();
  readonly drawing: Drawing;
  /** Of the frame on screen; null while its place is not known. */
  placement: Placement | null = null;
  readonly #placementListeners = new Set<(placement: Placement | null) => void>();

  constructor(contour: DrawingHost['contour'], refused: DrawingHost['refused'] = () => {}) {
    const session = this;
    this.drawing = new Drawing({
      editor: this.editor,
      get placement() {
        return session.placement;
      },
      contour,
      refused,
    });
  }

  /** Goes on with an earlier run of the tracker (TrackerLook.resume). */
  resumeLook(look: string, known: number, joins: readonly IslandJoin[]): void {
    this.beginLook();
    this.look.resume(look, known, joins);
  }

  /** Tracking starts over: nothing drawn so far has a place. */
  beginLook(): void {
    this.look.begin();
    this.drawing.forget();
    this.place(null);
    this.editor.detach();
  }

  /** Two islands are one. A frozen field gets no new placement: the one shown goes along. */
  join(join: IslandJoin): void {
    this.look.join(join);
    this.editor.join(join);
    if (this.placement) this.place({ ...this.placement, ...onIsland(this.placement, [join]) });
  }

  /** Puts what is selected, and all drawn on the same tissue, at the cross or the middle of the field. */
  placeHere(): number {
    const { selected } = this.editor.state;
    const at = this.drawing.view.getState().cursor ?? this.placement?.centre;
    return this.placement && selected && at ? this.editor.placeHere(selected, at, this.placement.island) : 0;
  }

  place(placement: Placement | null): void {
    this.placement = placement;
    for (const listener of this.#placementListeners) listener(placement);
  }

  onPlacement(listener: (placement: Placement | null) => void): () => void {
    this.#placementListeners.add(listener);
    listener(this.placement);
    return () => this.#placementListeners.delete(listener);
  }
}
