import type { CellPoint } from '../domain/tile';
import { type GridRect, PAGE_SIDE, Pages, type PlacedPage, pageIndex } from './pages';

/** Side of a px of the mosaic, um. */
export const MOSAIC_UM = 8;

/** How a px of the mosaic was last seen. */
export const NOT_SEEN = 0;
export const SEEN_BLURRED = 1;
export const SEEN_SHARP = 2;
export type Seen = typeof NOT_SEEN | typeof SEEN_BLURRED | typeof SEEN_SHARP;

const PX = PAGE_SIDE * PAGE_SIDE;
/** Px at the rim of a field over which a new look comes in gradually, so that shading leaves no edges. */
const FEATHER = 6;
/** Share of the newest look away from the rim. */
const NEWEST = 0.6;

/** A piece of the slide in colour: px (0, 0) is px `origin` of the mosaic's grid. */
export interface MosaicPatch {
  readonly origin: CellPoint;
  readonly width: number;
  readonly height: number;
  /** sRGB 0..1, [height][width][3]. */
  readonly rgb: Float32Array;
  /** Whether a px, in patch coordinates, was seen in focus. */
  sharp(x: number, y: number): boolean;
}

/** One page of the mosaic. */
export interface MosaicPage {
  /** sRGB, [px of a page][3]. */
  readonly rgb: Uint8ClampedArray;
  readonly seen: Uint8Array;
}

/** The slide in colour, MOSAIC_UM a px: newest sharp look over older ones; a blurred look only where none is sharp. */
export class MosaicPages {
  readonly #pages = new Pages<MosaicPage>(
    () => ({ rgb: new Uint8ClampedArray(PX * 3), seen: new Uint8Array(PX) }),
    PX * 4,
  );

  get bytes(): number {
    return this.#pages.bytes;
  }

  /** Mosaic px, whole pages. */
  extent(): GridRect | null {
    return this.#pages.extent();
  }

  seen(column: number, row: number): Seen {
    return (this.#pages.at(column, row)?.seen[pageIndex(column, row)] ?? NOT_SEEN) as Seen;
  }

  /** Adds a px's sRGB 0..255 to `sum`; false where nothing was seen. */
  addColour(column: number, row: number, sum: [number, number, number]): boolean {
    const page = this.#pages.at(column, row);
    const index = pageIndex(column, row);
    if (!page || page.seen[index] === NOT_SEEN) return false;
    for (const channel of [0, 1, 2] as const) sum[channel] += page.rgb[index * 3 + channel] ?? 0;
    return true;
  }

  write({ origin, width, height, rgb, sharp }: MosaicPatch): void {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const now = sharp(x, y) ? SEEN_SHARP : SEEN_BLURRED;
        const page = this.#pages.open(origin.column + x, origin.row + y);
        const index = pageIndex(origin.column + x, origin.row + y);
        const before = page.seen[index] ?? NOT_SEEN;
        if (now < before) continue;
        const rim = Math.min(x, y, width - 1 - x, height - 1 - y) + 1;
        const share = now > before ? 1 : NEWEST * Math.min(1, rim / FEATHER);
        for (let channel = 0; channel < 3; channel++) {
          const value = 255 * (rgb[(y * width + x) * 3 + channel] ?? 0);
          const old = page.rgb[index * 3 + channel] ?? 0;
          page.rgb[index * 3 + channel] = old + share * (value - old);
        }
        page.seen[index] = now;
      }
  }

  /** Takes in another mosaic shifted by whole px; what is seen as well here already stays. */
  merge(other: MosaicPages, shift: CellPoint): void {
    for (const { page, column, row } of other.#pages.all())
      for (let i = 0; i < PX; i++) {
        const seen = page.seen[i] ?? NOT_SEEN;
        if (seen === NOT_SEEN) continue;
        const c = column + (i % PAGE_SIDE) + shift.column;
        const r = row + Math.floor(i / PAGE_SIDE) + shift.row;
        if (this.seen(c, r) >= seen) continue;
        const target = this.#pages.open(c, r);
        const index = pageIndex(c, r);
        target.rgb.set(page.rgb.subarray(i * 3, i * 3 + 3), index * 3);
        target.seen[index] = seen;
      }
  }

  /** Pages touched last come first. */
  newestFirst(): PlacedPage<MosaicPage>[] {
    return this.#pages.newestFirst();
  }

  /** The page that holds a px, made if missing. */
  page(column: number, row: number): MosaicPage {
    return this.#pages.open(column, row);
  }

  dropOldest(bytes: number): number {
    return this.#pages.dropOldest(bytes);
  }
}
