import { moveShape } from '../../capture/annotations/shape-editing';
import type { DrawnChange } from '../../capture/case-store';
import {
  type Annotation,
  type DrawnAnnotation,
  FIRST_UNPLACED_ISLAND,
  isPlaced,
} from '../../domain/annotation';
import { onIsland } from '../../domain/tracking';
import type { TrackerLook } from './tracker-look';

/** What of a slide's annotations is on the disk. */
export class KeptAnnotations {
  readonly #annotations = new Map<string, Annotation>();
  /** Places in the list; an annotation that undo brings back gets its own again. */
  readonly #order = new Map<string, number>();
  #next = 0;

  constructor(
    readonly caseId: string,
    readonly slideId: string,
  ) {}

  has(id: string): boolean {
    return this.#annotations.has(id);
  }

  know(stored: readonly DrawnAnnotation[]): void {
    for (const { annotation, order } of stored) {
      this.#annotations.set(annotation.id, annotation);
      this.#order.set(annotation.id, order);
      this.#next = Math.max(this.#next, order + 1);
    }
  }

  /** What has to be written so that `annotations` are there. The same object counts as unchanged. */
  changeTo(annotations: readonly Annotation[], look: string): DrawnChange {
    const put: DrawnAnnotation[] = [];
    const present = new Set<string>();
    for (const annotation of annotations) {
      present.add(annotation.id);
      if (this.#annotations.get(annotation.id) === annotation) continue;
      const order = this.#order.get(annotation.id) ?? this.#next++;
      this.#order.set(annotation.id, order);
      put.push({ schema: 1, annotation, order, look, slideId: this.slideId });
    }
    const remove = [...this.#annotations.keys()].filter((id) => !present.has(id));
    return { put, remove };
  }

  /** The change is on the disk. */
  written({ put, remove }: DrawnChange): void {
    for (const { annotation } of put) this.#annotations.set(annotation.id, annotation);
    for (const id of remove) this.#annotations.delete(id);
  }
}

/** Annotations of this look on their present islands; those of each island of earlier looks together, without a place. */
export function placedNow(
  stored: readonly DrawnAnnotation[],
  now: Pick<TrackerLook, 'id' | 'joins' | 'isKnown'>,
): readonly Annotation[] {
  let next = FIRST_UNPLACED_ISLAND;
  for (const { annotation } of stored) next = Math.max(next, annotation.island + 1);
  const apart = new Map<string, number>();
  return stored.map(({ annotation, look }) => {
    if (!isPlaced(annotation)) return annotation;
    if (look !== now.id || !now.isKnown(annotation.island)) {
      const key = `${look} ${annotation.island}`;
      const island = apart.get(key) ?? next++;
      apart.set(key, island);
      return { ...annotation, island };
    }
    // Told since it was written; those it was told of before lie on no island of these names any more.
    return joined(annotation, now.joins);
  });
}

/** The annotation by the islands' names after `joins`. */
export function joined(annotation: Annotation, joins: TrackerLook['joins']): Annotation {
  const { centre, island } = onIsland({ centre: { x: 0, y: 0 }, island: annotation.island }, joins);
  return island === annotation.island
    ? annotation
    : { ...annotation, island, shape: moveShape(annotation.shape, centre.x, centre.y) };
}
