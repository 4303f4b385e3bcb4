import type { PointUm } from '../domain/geometry';
import type { IslandJoin } from '../domain/tracking';
import { contradict, FieldSearch, type Finding, SearchedField } from './field-search';
import { type ArchivedField, apart, type KeyframeArchive } from './keyframe-archive';
import type { Look } from './look';
import { tolerable } from './similarity';

/** A frame that was placed, with its look (as large as the signal image). */
export interface PlacedLook {
  readonly centre: PointUm;
  readonly island: number;
  readonly frame: number;
  readonly look: Look;
}

/** Limits of the acceptance; where they come from: docs/adr/0006. */
export const RELOCALISATION = {
  /** Archived fields compared a frame. */
  A_FRAME: 48,
  /** Agreement of a finding, and by how much it must surpass the best at any other place. */
  AGREES: 0.5,
  MARGIN: 0.15,
  /** The same at which a second frame at the same place will do. */
  STRONG: 0.75,
  STRONG_MARGIN: 0.3,
  STRONG_OVERLAP: 0.5,
  /** Independent detail that both looks must rest on, in standard deviations of chance: not blur by blur. */
  SIGNIFICANT: 13,
  /** Median agreement of the parts of the overlap in both looks: not one edge alone. */
  PARTS: 0.55,
  /** How far, as share of the field, the stage must have moved for another field to be a second witness. */
  SECOND_FIELD: 0.15,
  /** Agreement of the second field at the predicted place, and how far off it may be, px of archived looks. */
  CONFIRMS: 0.45,
  TOLERANCE: 1.5,
  /** Frames after which a finding without a second witness is let go. */
  PATIENCE: 300,
  /** Frames between two searches of a stage at rest. */
  REST: 30,
} as const;
const R = RELOCALISATION;

/** What one field says: the current island lies on another by `offset`. Waits for a second witness. */
interface Hypothesis {
  readonly at: PlacedLook;
  /** Island that the hypothesis puts the current one on. */
  readonly into: number;
  readonly offset: PointUm;
  readonly strong: boolean;
  readonly refuted: number;
}

/**
 * Finds out that the current island is part of an earlier one: the present field is looked for in everything
 * archived, and what is found must surpass every other place and be confirmed by a second field.
 */
export class Relocaliser {
  #search: { readonly at: PlacedLook; readonly run: FieldSearch } | null = null;
  #hypothesis: Hypothesis | null = null;
  #last: { readonly island: number; readonly centre: PointUm; readonly frame: number } | null = null;

  constructor(private readonly archive: KeyframeArchive) {}

  /** Goes on with the search by one frame. @returns the join that this frame made certain */
  observe(placed: PlacedLook): IslandJoin | null {
    if (this.#hypothesis?.at.island !== placed.island) this.#hypothesis = null;
    if (this.#search?.at.island !== placed.island) this.#search = null;
    if (this.#hypothesis) return this.#confirm(placed, this.#hypothesis);
    if (!this.#search && this.#due(placed)) {
      const among = this.archive.fields;
      if (!among.some(({ island }) => island !== placed.island)) return null;
      this.#search = { at: placed, run: new FieldSearch(placed.look, [...among]) };
      this.#last = placed;
    }
    if (!this.#search) return null;
    const { at, run } = this.#search;
    const findings = run.step(R.A_FRAME);
    if (!findings) return null;
    this.#search = null;
    this.#hypothesis = judge(at, findings, run.searched);
    return null;
  }

  reset(): void {
    this.#search = null;
    this.#hypothesis = null;
    this.#last = null;
  }

  #due({ island, centre, frame, look }: PlacedLook): boolean {
    const last = this.#last;
    if (last?.island !== island) return true;
    return apart(last.centre, centre, look) > R.SECOND_FIELD || frame - last.frame >= R.REST;
  }

  #confirm(placed: PlacedLook, hypothesis: Hypothesis): IslandJoin | null {
    const { at, into, offset, strong } = hypothesis;
    if (placed.frame - at.frame > R.PATIENCE) {
      this.#hypothesis = null;
      return null;
    }
    const moved = apart(at.centre, placed.centre, placed.look);
    if (placed.frame === at.frame || (!strong && moved < R.SECOND_FIELD)) return null;
    const foretold = { x: placed.centre.x + offset.x, y: placed.centre.y + offset.y };
    const witness = nearest(this.archive.fields, into, foretold);
    // Beyond what is known there: the next frames may come back to it.
    if (!witness || apart(witness.centre, foretold, witness.look) > 0.6) return null;
    const searched = new SearchedField(placed.look);
    const shift = { x: foretold.x - witness.centre.x, y: foretold.y - witness.centre.y };
    const found = searched.compare(witness, shift);
    const off = Math.hypot(found.centre.x - foretold.x, found.centre.y - foretold.y);
    const tolerance = R.TOLERANCE * Math.max(witness.look.pxUm, searched.small.pxUm);
    if (found.agreement >= R.CONFIRMS && off <= tolerance) {
      // Right or wrong, a blurred look cannot tell: the next sharp one does.
      if (!telling(searched, found)) return null;
      this.#hypothesis = null;
      // A turned camera sees the same tissue, but not in the same directions.
      const how = searched.similarity(witness, found.centre);
      if (how && !tolerable(how)) return null;
      const better = { x: found.centre.x - placed.centre.x, y: found.centre.y - placed.centre.y };
      return older(placed.island, into, better);
    }
    // A blurred frame proves nothing; two that see otherwise do.
    this.#hypothesis = hypothesis.refuted > 0 ? null : { ...hypothesis, refuted: 1 };
    return null;
  }
}

/** The finding that surpasses every other place, as a hypothesis; null where none does. */
function judge(at: PlacedLook, findings: readonly Finding[], searched: SearchedField): Hypothesis | null {
  const own = findings.filter(({ field }) => field.island === at.island);
  // Tissue that repeats itself within the island could repeat itself anywhere.
  const repeats = Math.max(
    0,
    ...own.filter(({ centre, field }) => apart(centre, at.centre, field.look) > 0.03).map(agreementOf),
  );
  const best = findings.find(({ field }) => field.island !== at.island);
  if (!best || best.agreement < R.AGREES) return null;
  const rivals = findings.filter((other) => contradict(best, other)).map(agreementOf);
  const margin = best.agreement - Math.max(repeats, ...rivals);
  if (margin < R.MARGIN || !telling(searched, best)) return null;
  return {
    at,
    into: best.field.island,
    offset: { x: best.centre.x - at.centre.x, y: best.centre.y - at.centre.y },
    strong: best.agreement >= R.STRONG && margin >= R.STRONG_MARGIN && best.overlap >= R.STRONG_OVERLAP,
    refuted: 0,
  };
}

/** The agreement rests on enough detail, and on most of what both fields show. */
function telling(searched: SearchedField, finding: Finding): boolean {
  const { significance, parts } = searched.evidence(finding);
  return significance >= R.SIGNIFICANT && parts >= R.PARTS;
}

function agreementOf({ agreement }: Finding): number {
  return agreement;
}

/** The archived field of an island that lies nearest to a place. */
export function nearest(
  fields: readonly ArchivedField[],
  island: number,
  centre: PointUm,
): ArchivedField | null {
  let best: ArchivedField | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const field of fields) {
    if (field.island !== island) continue;
    const distance = apart(field.centre, centre, field.look);
    if (distance < least) {
      least = distance;
      best = field;
    }
  }
  return best;
}

/** The younger island becomes part of the older one, whichever the stage is on. */
function older(current: number, other: number, offset: PointUm): IslandJoin {
  return other < current
    ? { from: current, into: other, offset }
    : { from: other, into: current, offset: { x: -offset.x, y: -offset.y } };
}
