import type { MapPicture } from '../../domain/slide-map';
import type { KeptMapPicture, KeptMapRequest } from './kept-map-picture';

/** What is made of slide maps beside the page. */
export interface MapWorkerCalls {
  keptPicture(input: { readonly request: KeptMapRequest; readonly keptAt: string }): KeptMapPicture | null;
  /** PNG of a map as it is shown, with its um/px and a caption. */
  mapPng(input: {
    readonly picture: MapPicture;
    /** Null: no heat. */
    readonly heat: Uint8ClampedArray | null;
    readonly caption: readonly string[];
  }): Blob;
}
