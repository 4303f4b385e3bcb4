import { centreOf } from '../../optics/centre';
import { measureQuality } from '../../optics/quality-reference';
import { type FieldBytes, resampleTiles } from '../../optics/resample-reference';
import { structureOf } from '../../optics/spectrum/structure';
import type { StructureWatch } from '../../optics/structure-watch';
import type { PinnedField } from '../field-pipeline';
import { cutOf } from '../tile-cut';
import type { FieldImage } from './field-image';

/** Holds a field still in plain memory. @param bytes its px, to which nobody writes */
export function pinBytes(
  image: FieldImage<unknown>,
  bytes: FieldBytes,
  structure: Pick<StructureWatch, 'of'>,
): PinnedField {
  const { size, capturedAt, sequence, tracked, umPerPx } = image;
  const scale = umPerPx ?? 1;
  return {
    size,
    capturedAt,
    sequence,
    tracked,
    quality: measureQuality(bytes, scale, () =>
      structure.of(image, () => structureOf(centreOf(bytes), scale)),
    ),
    extract: async (manifest, tiles, sizePx) => ({
      kind: 'cpu',
      data: resampleTiles(bytes, cutOf(size, tracked, manifest, tiles, sizePx)),
      count: tiles.length,
      size: sizePx,
    }),
    resample: async (cut) => resampleTiles(bytes, cut),
    // Plain memory needs no release.
    release: () => {},
  };
}
