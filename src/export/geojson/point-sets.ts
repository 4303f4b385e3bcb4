import { MAX_POINTS, type Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';

/** Nameless single points of a large file, by class: a hundred thousand annotations would serve nobody. */
export class PointSets {
  readonly #points = new Map<string | null, PointUm[][]>();

  constructor(private readonly wanted: boolean) {}

  /** False: it stays an annotation of its own. */
  take(shape: Shape, classId: string | null): boolean {
    const [point] = shape.kind === 'points' && shape.points.length === 1 ? shape.points : [];
    if (!this.wanted || !point) return false;
    const sets = this.#points.get(classId) ?? [[]];
    this.#points.set(classId, sets);
    if (sets.at(-1)?.length === MAX_POINTS) sets.push([]);
    sets.at(-1)?.push(point);
    return true;
  }

  filled(): { readonly classId: string | null; readonly points: PointUm[] }[] {
    return [...this.#points].flatMap(([classId, sets]) =>
      sets.filter(({ length }) => length > 0).map((points) => ({ classId, points })),
    );
  }
}
