import type { PointUm } from '../domain/geometry';
import { type Evidence, evidenceOf } from './evidence';
import { type ArchivedField, apart, searchCellUm } from './keyframe-archive';
import { halved, type Look } from './look';
import { type Plane, planeOf } from './plane';
import { betweenCentres, type PlaneMatch, planePeaks, planeSpectrum, refineMatch } from './plane-match';
import { type Similarity, similarityOf } from './similarity';

/** Where the searched field lies by one archived field. */
export interface Finding {
  readonly field: ArchivedField;
  /** Of the searched field, on the island of `field`, um. */
  readonly centre: PointUm;
  readonly agreement: number;
  readonly overlap: number;
}

/** Scales further apart than this are not compared. */
const FARTHEST_SCALE = 4.2;
/** Peaks looked at of each archived field, and kept of all for a closer look. */
const PEAKS = 2;
const SHORTLIST = 10;
/** Overlap from which a finding counts. */
const LEAST_OVERLAP = 0.3;

/** A field's look at every scale at which it is compared. */
export class SearchedField {
  readonly small: Look;
  readonly #planes = new Map<string, Plane>();
  readonly #spectra = new Map<string, Float32Array>();

  constructor(readonly look: Look) {
    this.small = halved(look);
  }

  plane(cellUm: number): Plane {
    const key = cellUm.toPrecision(4);
    const known = this.#planes.get(key);
    if (known) return known;
    // The finer look where the cells are finer than those of the small one.
    const plane = planeOf(cellUm < this.small.pxUm * 0.99 ? this.look : this.small, cellUm);
    this.#planes.set(key, plane);
    return plane;
  }

  spectrum(cellUm: number): Float32Array {
    const key = cellUm.toPrecision(4);
    const spectrum = this.#spectra.get(key) ?? planeSpectrum(this.plane(cellUm));
    this.#spectra.set(key, spectrum);
    return spectrum;
  }

  /** The place by an archived field, from a guess of the centre-to-centre shift in um. */
  compare(field: ArchivedField, shiftUm: PointUm): Finding {
    const cellUm = Math.max(this.small.pxUm, field.look.pxUm);
    const guess = { x: shiftUm.x / cellUm, y: shiftUm.y / cellUm };
    const match: PlaneMatch = refineMatch(this.plane(cellUm), planeOf(field.look, cellUm), guess);
    return {
      field,
      centre: {
        x: field.centre.x + match.shift.x * cellUm,
        y: field.centre.y + match.shift.y * cellUm,
      },
      agreement: match.agreement,
      overlap: match.overlap,
    };
  }

  /** What a finding of this field rests on. */
  evidence({ field, centre, agreement, overlap }: Finding): Evidence {
    const cellUm = Math.max(this.small.pxUm, field.look.pxUm);
    const shift = { x: (centre.x - field.centre.x) / cellUm, y: (centre.y - field.centre.y) / cellUm };
    return evidenceOf(this.plane(cellUm), planeOf(field.look, cellUm), { shift, agreement, overlap });
  }

  /** Rotation and scale against an archived field, where the searched one lies at `centre` of its island. */
  similarity(field: ArchivedField, centre: PointUm): Similarity | null {
    const cellUm = Math.max(this.small.pxUm, field.look.pxUm);
    const shift = { x: (centre.x - field.centre.x) / cellUm, y: (centre.y - field.centre.y) / cellUm };
    return similarityOf(this.plane(cellUm), planeOf(field.look, cellUm), shift);
  }
}

/** Looks for one field among archived ones, some at a time. */
export class FieldSearch {
  readonly searched: SearchedField;
  #next = 0;
  #shortlist: { field: ArchivedField; shiftUm: PointUm; height: number }[] = [];

  constructor(
    look: Look,
    private readonly among: readonly ArchivedField[],
  ) {
    this.searched = new SearchedField(look);
  }

  /** Compares `count` more. @returns the findings, best first, when all were compared; null before */
  step(count: number): Finding[] | null {
    const end = Math.min(this.among.length, this.#next + count);
    for (; this.#next < end; this.#next++) this.#compare(this.among[this.#next]);
    if (this.#next < this.among.length) return null;
    return this.#shortlist
      .map(({ field, shiftUm }) => this.searched.compare(field, shiftUm))
      .filter(({ overlap }) => overlap >= LEAST_OVERLAP)
      .sort((a, b) => b.agreement - a.agreement);
  }

  #compare(field: ArchivedField | undefined): void {
    if (!field) return;
    const { small } = this.searched;
    const ratio = field.look.pxUm / small.pxUm;
    if (ratio > FARTHEST_SCALE || ratio < 1 / FARTHEST_SCALE) return;
    // On the grid of the coarser of the two.
    const cellUm = ratio < 0.98 ? searchCellUm(small) : searchCellUm(field.look);
    const fresh = ratio < 0.98 ? planeOf(field.look, cellUm) : null;
    const spectrum = fresh ? planeSpectrum(fresh) : field.spectrum;
    const size = fresh ?? gridSize(field.look, cellUm);
    const plane = this.searched.plane(cellUm);
    for (const { shift, height } of planePeaks(this.searched.spectrum(cellUm), spectrum, PEAKS)) {
      const between = betweenCentres(shift, plane, size);
      this.#enlist({ field, shiftUm: { x: between.x * cellUm, y: between.y * cellUm }, height });
    }
  }

  #enlist(candidate: { field: ArchivedField; shiftUm: PointUm; height: number }): void {
    this.#shortlist.push(candidate);
    this.#shortlist.sort((a, b) => b.height - a.height);
    this.#shortlist.length = Math.min(this.#shortlist.length, SHORTLIST);
  }
}

/** Size of the plane that `planeOf` makes. */
function gridSize({ width, height, pxUm }: Look, cellUm: number): { width: number; height: number } {
  const cell = Math.max(1, cellUm / pxUm);
  return { width: Math.floor(width / cell + 1e-6), height: Math.floor(height / cell + 1e-6) };
}

/** Two findings put the field at different places of one island. */
export function contradict(a: Finding, b: Finding): boolean {
  return a.field.island === b.field.island && apart(a.centre, b.centre, a.field.look) > 0.03;
}
