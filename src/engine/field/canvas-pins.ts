import { measureQuality } from '../../optics/quality-reference';
import { type FieldBytes, resampleTiles } from '../../optics/resample-reference';
import type { PinnedField } from '../field-pipeline';
import { cutOf } from '../tile-cut';
import type { FieldImage } from './field-image';

/** Holds a field still in plain memory. @param bytes a copy that nobody writes to */
export function pinBytes(image: FieldImage<unknown>, bytes: FieldBytes): PinnedField {
  const { size, capturedAt, sequence, tracked, umPerPx } = image;
  return {
    size,
    capturedAt,
    sequence,
    tracked,
    quality: measureQuality(bytes, umPerPx ?? 1),
    extract: async (manifest, tiles, sizePx) => ({
      kind: 'cpu',
      data: resampleTiles(bytes, cutOf(size, tracked, manifest, tiles, sizePx)),
      count: tiles.length,
      size: sizePx,
    }),
    resample: async (cut) => resampleTiles(bytes, cut),
    // Plain memory is let go of by itself.
    release: () => {},
  };
}
