import { z } from 'zod';
import { listOf } from '../domain/bounded-list';
import { ReticleError } from '../domain/errors';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import type { StoredAtlas, StoredCells, StoredMosaic } from '../domain/stored-slide-map';
import { Atlas, type CellLayout } from './atlas';
import type { CellPage, CellPages } from './cell-pages';
import { type MosaicPage, type MosaicPages, SEEN_SHARP } from './mosaic-pages';
import { PAGE_SIDE, type PlacedPage } from './pages';

const SQUARES = PAGE_SIDE * PAGE_SIDE;
/** Bytes of a mosaic page: colour and how it was seen. */
const MOSAIC_BYTES = SQUARES * 4;
const cellBytes = (classes: number) => SQUARES * (4 * classes + 12);
/** Farthest page: the grid of Pages. */
const FARTHEST = 2 ** 26;

/** Most bytes of a stored atlas: a slide of 25 x 25 mm with two models of one class at 16 um. */
export const STORED_ATLAS_BUDGET = 160 * 2 ** 20;

/**
 * The atlas as plain data. Beyond `budget` bytes the islands seen longest ago are left out, and of those that come
 * last, the pages touched longest ago.
 */
export function storeAtlas(atlas: Atlas, budget = STORED_ATLAS_BUDGET): StoredAtlas {
  let left = budget;
  const islands: StoredAtlas['islands'][number][] = [];
  for (const { id, models, mosaic } of atlas.byLastSeen()) {
    const take = <Page>(pages: readonly PlacedPage<Page>[], bytes: number) => {
      const taken = pages.slice(0, Math.max(0, Math.floor(left / bytes)));
      left -= taken.length * bytes;
      return taken;
    };
    const cells = models
      .map(({ layout, cells: pages }) =>
        storeCells(layout, take(pages.newestFirst(), cellBytes(layout.classes))),
      )
      .filter(({ places }) => places.length > 0);
    const stored = {
      island: id,
      cells,
      mosaic: storeMosaic(take(mosaic.newestFirst(), MOSAIC_BYTES)),
    };
    if (cells.length > 0 || stored.mosaic.places.length > 0) islands.push(stored);
  }
  return { version: 1, islands };
}

/**
 * An atlas with what was stored.
 * @throws ReticleError 'record-corrupt' naming the field that is wrong
 */
export function restoreAtlas(stored: unknown, budget?: number): Atlas {
  const { islands } = readStoredAtlas(stored);
  const atlas = new Atlas(budget);
  for (const { island, cells, mosaic } of [...islands].reverse()) {
    layMosaic(atlas.mosaic(island), mosaic);
    for (const entry of cells) layCells(atlas.cells(island, entry), entry);
  }
  return atlas;
}

function placesOf(pages: readonly PlacedPage<unknown>[]): Int32Array<ArrayBuffer> {
  return Int32Array.from(pages.flatMap(({ column, row }) => [column, row]));
}

function storeCells({ hash, cellUm, classes }: CellLayout, pages: readonly PlacedPage<CellPage>[]) {
  const stored: StoredCells = {
    ...{ hash, cellUm, classes },
    places: placesOf(pages),
    values: new Float32Array(pages.length * classes * SQUARES),
    times: new Float64Array(pages.length * SQUARES),
    sharpness: new Float32Array(pages.length * SQUARES),
  };
  for (const [k, { page }] of pages.entries()) {
    page.values.forEach((values, i) => {
      stored.values.set(values, (k * classes + i) * SQUARES);
    });
    stored.times.set(page.times, k * SQUARES);
    stored.sharpness.set(page.sharpness, k * SQUARES);
  }
  return stored;
}

function storeMosaic(pages: readonly PlacedPage<MosaicPage>[]): StoredMosaic {
  const stored: StoredMosaic = {
    places: placesOf(pages),
    rgb: new Uint8ClampedArray(pages.length * SQUARES * 3),
    seen: new Uint8Array(pages.length * SQUARES),
  };
  for (const [k, { page }] of pages.entries()) {
    stored.rgb.set(page.rgb, k * SQUARES * 3);
    stored.seen.set(page.seen, k * SQUARES);
  }
  return stored;
}

/** Oldest first, so that the order of last use is kept. */
function* backwards(places: Int32Array): Generator<{ k: number; column: number; row: number }> {
  for (let k = places.length / 2 - 1; k >= 0; k--)
    yield { k, column: places[2 * k] ?? 0, row: places[2 * k + 1] ?? 0 };
}

function layCells(pages: CellPages, { places, classes, values, times, sharpness }: StoredCells): void {
  for (const { k, column, row } of backwards(places)) {
    const page = pages.page(column, row);
    page.values.forEach((each, i) => {
      const from = (k * classes + i) * SQUARES;
      each.set(values.subarray(from, from + SQUARES));
    });
    page.times.set(times.subarray(k * SQUARES, (k + 1) * SQUARES));
    page.sharpness.set(sharpness.subarray(k * SQUARES, (k + 1) * SQUARES));
  }
}

function layMosaic(pages: MosaicPages, { places, rgb, seen }: StoredMosaic): void {
  for (const { k, column, row } of backwards(places)) {
    const page = pages.page(column, row);
    page.rgb.set(rgb.subarray(k * SQUARES * 3, (k + 1) * SQUARES * 3));
    page.seen.set(seen.subarray(k * SQUARES, (k + 1) * SQUARES));
  }
}

const CODES: readonly number[] = [CELL_UNKNOWN, CELL_NO_TISSUE, CELL_NOT_ASSESSED];

const every = (values: ArrayLike<number>, good: (value: number) => boolean): boolean => {
  for (let i = 0; i < values.length; i++) if (!good(values[i] ?? Number.NaN)) return false;
  return true;
};

const placesSchema = z.instanceof(Int32Array<ArrayBuffer>).refine((places) => {
  const seen = new Set<string>();
  for (let k = 0; k < places.length; k += 2) seen.add(`${places[k]} ${places[k + 1]}`);
  return (
    places.length % 2 === 0 &&
    seen.size === places.length / 2 &&
    every(places, (at) => at % PAGE_SIDE === 0 && Math.abs(at) < FARTHEST)
  );
}, 'holds no places of pages, or one of them twice');

const cellsSchema = z
  .object({
    hash: z.string().min(1).max(128),
    cellUm: z.number().positive().max(1000),
    classes: z.int().min(1).max(64),
    places: placesSchema,
    values: z
      .instanceof(Float32Array<ArrayBuffer>)
      .refine(
        (values) => every(values, (value) => (value >= 0 && value <= 1) || CODES.includes(value)),
        'holds what is neither a probability nor a code',
      ),
    times: z
      .instanceof(Float64Array<ArrayBuffer>)
      .refine((times) => every(times, (time) => time >= 0 && time < 1e15), 'holds no time'),
    sharpness: z
      .instanceof(Float32Array<ArrayBuffer>)
      .refine((values) => every(values, (value) => value >= 0 && value <= 1), 'holds no sharpness'),
  })
  .refine(({ classes, places, values, times, sharpness }) => {
    const cells = (places.length / 2) * SQUARES;
    return values.length === cells * classes && times.length === cells && sharpness.length === cells;
  }, 'has not the size of its pages');

const mosaicSchema = z
  .object({
    places: placesSchema,
    rgb: z.instanceof(Uint8ClampedArray<ArrayBuffer>),
    seen: z
      .instanceof(Uint8Array<ArrayBuffer>)
      .refine((seen) => every(seen, (value) => value <= SEEN_SHARP), 'holds what is no way of seeing'),
  })
  .refine(({ places, rgb, seen }) => {
    const px = (places.length / 2) * SQUARES;
    return rgb.length === 3 * px && seen.length === px;
  }, 'has not the size of its pages');

const storedAtlasSchema = z.object({
  version: z.literal(1),
  islands: listOf(
    z.object({
      island: z.int().min(0).max(1_000_000),
      cells: listOf(cellsSchema, 64).refine(
        (all) => new Set(all.map(({ hash }) => hash)).size === all.length,
        'holds the cells of one model twice',
      ),
      mosaic: mosaicSchema,
    }),
    10_000,
  ).refine((all) => new Set(all.map(({ island }) => island)).size === all.length, 'holds one island twice'),
});

/** @throws ReticleError 'record-corrupt' naming the field that is wrong */
export function readStoredAtlas(stored: unknown): StoredAtlas {
  const parsed = storedAtlasSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ReticleError(
    'record-corrupt',
    `The map of the slide is damaged (${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}).`,
    'The slide opens without its map; look at it again.',
    { cause: parsed.error },
  );
}
