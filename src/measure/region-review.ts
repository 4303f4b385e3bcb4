import { type Annotation, type Decision, decisionOf } from '../domain/annotation';
import type { Focus } from '../domain/focus';
import type { RectUm } from '../domain/geometry';
import { outlineOf } from '../domain/outline';
import { type Region, regionArea } from '../domain/region';
import { coveredAt } from '../domain/region-check';
import { boundsOfPoints } from '../domain/ring';
import { cellOutline } from './cell-outline';

/** Decided regions and current regions are the same where they share this much of what both cover. */
export const SAME_OVERLAP = 0.7;

/** A region that the model marks now, with what was decided of it. */
export interface ReviewedRegion {
  readonly focus: Focus;
  /** Decisions that lie on it, largest overlap first; more than one where regions have grown together. */
  readonly decided: readonly Annotation[];
  /** Of the first; null: none yet. */
  readonly decision: Decision | null;
  /** It has grown, shrunk, split or merged since: what was decided was decided of something else. */
  readonly changed: boolean;
}

export interface RegionReview {
  /** As many as foci, and in their order. */
  readonly regions: readonly ReviewedRegion[];
  /** Decisions on places where nothing is marked any more. */
  readonly gone: readonly Annotation[];
}

/**
 * Finds the decisions that belong to the current regions. Regions are computed again whenever more of the slide is
 * analysed, so a decision is bound to its place: its outline, in slide um on its island. It belongs to the region that
 * it shares most with, and holds as it stands only where the two are the same piece of tissue.
 * @param foci of one class of one model on one island
 * @param annotations of the slide; those that are no decisions, or of another class or island, are passed over
 */
export function reviewRegions(
  foci: readonly Focus[],
  annotations: readonly Annotation[],
  of: Pick<Focus, 'modelId' | 'classId' | 'island'>,
): RegionReview {
  const found = foci.map((): { annotation: Annotation; shared: number; same: number }[] => []);
  const gone: Annotation[] = [];
  for (const annotation of annotations) {
    if (decisionOf(annotation) === null || !isOf(annotation, of)) continue;
    const region = outlineOf(annotation.shape) ?? [];
    const area = regionArea(region);
    const bounds = boundsOfPoints(region.flatMap(({ outer }) => outer));
    let best = -1;
    let shared = 0;
    for (const [i, focus] of foci.entries()) {
      const common = bounds && meet(bounds, focus.bounds) ? overlap(focus, region) : 0;
      if (common > shared) [best, shared] = [i, common];
    }
    const focus = foci[best];
    if (!focus) gone.push(annotation);
    else found[best]?.push({ annotation, shared, same: shared / (area + focus.areaUm2 - shared) });
  }
  const regions = foci.map((focus, i): ReviewedRegion => {
    const own = (found[i] ?? []).sort((a, b) => b.shared - a.shared);
    const [main] = own;
    return {
      focus,
      decided: own.map(({ annotation }) => annotation),
      decision: main ? decisionOf(main.annotation) : null,
      changed: main !== undefined && (own.length > 1 || main.same < SAME_OVERLAP),
    };
  });
  return { regions, gone };
}

/** The current region that shares most cells with an earlier one; null where none does. */
export function sameRegion(foci: readonly Focus[], before: Focus): Focus | null {
  const outline = cellOutline(before);
  let best: Focus | null = null;
  let most = 0;
  for (const focus of foci) {
    const shared =
      meet(before.bounds, focus.bounds) && isSameKind(focus, before) ? overlap(focus, outline) : 0;
    if (shared > most) [best, most] = [focus, shared];
  }
  return best;
}

const isSameKind = (a: Focus, b: Focus): boolean =>
  a.modelId === b.modelId && a.classId === b.classId && a.island === b.island;

const isOf = (
  { origin, island }: Annotation,
  focus: Pick<Focus, 'modelId' | 'classId' | 'island'>,
): boolean =>
  origin.kind === 'model' &&
  origin.modelId === focus.modelId &&
  origin.classId === focus.classId &&
  island === focus.island;

const meet = (a: RectUm, b: RectUm): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Area that a focus and a simple region share, um2, along the middles of the focus's rows of cells. */
function overlap({ runs, cellUm }: Focus, region: Region): number {
  let shared = 0;
  for (let i = 0; i < runs.length; ) {
    const row = runs[i] ?? 0;
    const covered = coveredAt(region, (row + 0.5) * cellUm);
    for (; i < runs.length && runs[i] === row; i += 3) {
      const [from, to] = [(runs[i + 1] ?? 0) * cellUm, (runs[i + 2] ?? 0) * cellUm];
      for (const [left, right] of covered) shared += Math.max(0, Math.min(to, right) - Math.max(from, left));
    }
  }
  return shared * cellUm;
}
