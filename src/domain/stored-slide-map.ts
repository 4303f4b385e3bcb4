import type { PointUm } from './geometry';
import type { IslandJoin } from './tracking';

/** Pages of a grid: column and row of each page's top left cell, two numbers a page. */
export type PagePlaces = Int32Array<ArrayBuffer>;

/** The cells of one model on one island; all arrays page by page. */
export interface StoredCells {
  /** Hash of the weights: never read as the cells of others. */
  readonly hash: string;
  readonly cellUm: number;
  readonly classes: number;
  readonly places: PagePlaces;
  /** [pages][classes][cells of a page]: probability 0..1, or a negative code of domain/overlay.ts. */
  readonly values: Float32Array<ArrayBuffer>;
  /** ms since the epoch; [pages][cells of a page]. */
  readonly times: Float64Array<ArrayBuffer>;
  /** 0..1; [pages][cells of a page]. */
  readonly sharpness: Float32Array<ArrayBuffer>;
}

export interface StoredMosaic {
  readonly places: PagePlaces;
  /** sRGB; [pages][px of a page][3]. */
  readonly rgb: Uint8ClampedArray<ArrayBuffer>;
  /** How each px was last seen; [pages][px of a page]. */
  readonly seen: Uint8Array<ArrayBuffer>;
}

export interface StoredIsland {
  readonly island: number;
  readonly cells: readonly StoredCells[];
  readonly mosaic: StoredMosaic;
}

/** The slide map as plain data, structured-clonable; the island seen last comes first, and so do pages. */
export interface StoredAtlas {
  readonly version: 1;
  readonly islands: readonly StoredIsland[];
}

/** What is remembered of the slide to find the way back to it; keyframes oldest first, all arrays keyframe by keyframe. */
export interface StoredMemory {
  readonly version: 1;
  /** Highest name of an island that was given: the next one is above it. */
  readonly highestIsland: number;
  /** Islands that were found to be one, in order. */
  readonly joins: readonly IslandJoin[];
  readonly keyframes: readonly {
    readonly centre: PointUm;
    readonly island: number;
    /** px, and um a px. */
    readonly width: number;
    readonly height: number;
    readonly pxUm: number;
  }[];
  /** height * width * 2 bytes each: luma, stain. */
  readonly pictures: Uint8Array<ArrayBuffer>;
  /** Whitened spectrum on the search grid each. */
  readonly spectra: Int8Array<ArrayBuffer>;
}

/** All that is kept of a slide by the engine. */
export interface StoredSlideMap {
  readonly atlas: StoredAtlas;
  readonly memory: StoredMemory;
}
