import { type Annotation, FIRST_UNPLACED_ISLAND, isPlaced } from '../../domain/annotation';

/** The placed ones among `annotations`, each with its copy on an island that is no place; one new island for each old. */
export function detached(annotations: readonly Annotation[]): Map<Annotation, Annotation> {
  let next = FIRST_UNPLACED_ISLAND;
  for (const { island } of annotations) next = Math.max(next, island + 1);
  const islands = new Map<number, number>();
  const apart = new Map<Annotation, Annotation>();
  for (const annotation of annotations) {
    if (!isPlaced(annotation) || apart.has(annotation)) continue;
    const island = islands.get(annotation.island) ?? next++;
    islands.set(annotation.island, island);
    apart.set(annotation, { ...annotation, island });
  }
  return apart;
}
