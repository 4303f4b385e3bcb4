import type { PointUm } from '../domain/geometry';
import type { IslandJoin } from '../domain/tracking';
import { halved, type Look } from './look';
import { planeOf } from './plane';
import { GRID, planeSpectrum } from './plane-match';

/** A field that can be found again. */
export interface ArchivedField {
  centre: PointUm;
  island: number;
  /** Frame at which it was made. */
  readonly made: number;
  readonly look: Look;
  /** Whitened spectrum on the search grid, as bytes of a common scale. */
  readonly spectrum: Int8Array;
}

/** About 27 kB each: 96 MB, a slide of 25 x 25 mm at 10x. */
const MOST = 3600;
/** Fields nearer than this, as share of their sides, to one of the same scale add nothing. */
const SPACING = 0.45;

/** um a cell of the search grid of an archived look: the longer side fits the grid. */
export function searchCellUm({ width, height, pxUm }: Look): number {
  return Math.max(2, Math.max(width, height) / GRID) * pxUm;
}

/** Where two fields lie to each other, as share of the field's sides: below 1 they overlap. */
export function apart(a: PointUm, b: PointUm, look: Look): number {
  return Math.max(
    Math.abs(a.x - b.x) / (look.width * look.pxUm),
    Math.abs(a.y - b.y) / (look.height * look.pxUm),
  );
}

/** Everything seen since tracking began, thinned out to what covers it, in plain memory. */
export class KeyframeArchive {
  #fields: ArchivedField[] = [];
  /** Frame at which each island was last the current one. */
  readonly #seen = new Map<number, number>();

  constructor(private readonly most: number = MOST) {}

  get fields(): readonly ArchivedField[] {
    return this.#fields;
  }

  /** Keeps a placed field unless its place is covered. `look`: as large as the signal image. */
  add(place: { readonly centre: PointUm; readonly island: number }, look: Look, frame: number): void {
    this.#seen.set(place.island, frame);
    const known = this.#fields.some(
      (field) =>
        field.island === place.island &&
        sameScale(field.look.pxUm, 2 * look.pxUm) &&
        apart(field.centre, place.centre, field.look) < SPACING,
    );
    if (known) return;
    if (this.#fields.length >= this.most) this.#makeRoom(place.island);
    const small = halved(look);
    const spectrum = planeSpectrum(planeOf(small, searchCellUm(small)));
    const top = spectrum.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    this.#fields.push({
      ...place,
      made: frame,
      look: small,
      spectrum: Int8Array.from(spectrum, (value) => Math.round((127 * value) / top)),
    });
  }

  /** The islands became one. */
  join({ from, into, offset }: IslandJoin): void {
    for (const field of this.#fields)
      if (field.island === from) {
        field.island = into;
        field.centre = { x: field.centre.x + offset.x, y: field.centre.y + offset.y };
      }
    this.#seen.set(into, Math.max(this.#seen.get(into) ?? 0, this.#seen.get(from) ?? 0));
    this.#seen.delete(from);
  }

  /** Forgets an island whose places are worth nothing. */
  drop(island: number): void {
    this.#fields = this.#fields.filter((field) => field.island !== island);
    this.#seen.delete(island);
  }

  /** Takes over what an earlier run remembered, oldest first, in place of all it holds. */
  take(fields: readonly ArchivedField[]): void {
    this.clear();
    this.#fields = fields.slice(-this.most);
    for (const { island } of this.#fields) this.#seen.set(island, 0);
  }

  clear(): void {
    this.#fields = [];
    this.#seen.clear();
  }

  /** The island longest not seen goes first; with one island only, its oldest field. */
  #makeRoom(current: number): void {
    let oldest = current;
    for (const [island, frame] of this.#seen)
      if (island !== current && frame < (this.#seen.get(oldest) ?? 0)) oldest = island;
    const goes = this.#fields.findIndex((field) => field.island === oldest);
    if (goes >= 0) this.#fields.splice(goes, 1);
    else this.#fields.shift();
  }
}

export function sameScale(a: number, b: number): boolean {
  return Math.abs(a / b - 1) < 0.02;
}
