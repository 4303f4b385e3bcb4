import { encode } from 'fast-png';
import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import type { SlideName } from '../domain/slide';
import { drawCaption } from './caption';
import { physicalSizeChunk, textChunk, withChunks } from './png-chunks';

/** How the picture came about; written into the file. */
export interface PictureProvenance {
  /** Name and version of the program. */
  readonly software: string;
  /** Time of capture, ms since the Unix epoch. */
  readonly capturedAt: number;
  /** What the field was seen with: camera, file or slide. */
  readonly source: string;
  /** The slide that it is of; null or left out: not known. */
  readonly slide?: SlideName | null;
  /** It was not the live picture; left out: it was. */
  readonly held?: { readonly reason: string; readonly ageSeconds: number };
  /** Null: not calibrated. */
  readonly calibration: {
    readonly umPerPx: number;
    readonly basis: string;
    readonly objective: number | null;
  } | null;
  readonly models: readonly {
    readonly id: string;
    readonly version: string;
    readonly hash: string;
    readonly operatingPoint: string;
    readonly threshold: number;
  }[];
}

export interface PictureToEncode extends SizePx {
  /** RGBA bytes, row by row; alpha is not kept (the picture is opaque). */
  readonly rgba: Uint8Array | Uint8ClampedArray;
  /** um/px for pHYs; null where it is not known. */
  readonly umPerPx: number | null;
  /** Drawn on a strip below the picture, the first line as its title. None: no strip. */
  readonly caption?: readonly string[];
  readonly provenance?: PictureProvenance;
}

const DISCLAIMER = 'Research use only. Not for diagnosis.';

/**
 * Encodes a picture as an 8-bit RGB PNG. The picture's own px are kept as they are; the caption stands on
 * rows of its own below. Physical size goes into pHYs, provenance into text chunks (as JSON under `Reticle`).
 * @throws ReticleError 'snapshot-failed' for an empty picture or an impossible um/px.
 */
export async function encodePicture(picture: PictureToEncode): Promise<Blob> {
  const { width, height, rgba, umPerPx, caption = [], provenance } = picture;
  if (!(width > 0 && height > 0 && rgba.length === width * height * 4))
    throw new ReticleError(
      'snapshot-failed',
      `The picture is ${width} x ${height} px but has ${rgba.length} bytes.`,
      'Take the snapshot again.',
    );
  if (umPerPx !== null && !(umPerPx >= 0.001 && umPerPx <= 1e6))
    throw new ReticleError(
      'snapshot-failed',
      `The calibration of ${umPerPx} µm/px cannot be that of a microscope.`,
      'Set the calibration again, then take the snapshot.',
    );
  const strip = drawCaption(caption, width);
  const rows = height + (strip?.height ?? 0);
  const data = new Uint8Array(width * rows * 3);
  dropAlpha(rgba, data, 0);
  if (strip) dropAlpha(strip.rgba, data, width * height * 3);
  const png = encode({ width, height: rows, data, channels: 3, depth: 8 });
  const chunks = [
    ...(umPerPx === null ? [] : [physicalSizeChunk(umPerPx)]),
    ...textsOf(caption, provenance).map(([keyword, text]) => textChunk(keyword, text)),
  ];
  return new Blob([withChunks(png, chunks)], { type: 'image/png' });
}

/** Keywords of the PNG specification, and one of our own. */
function textsOf(
  caption: readonly string[],
  provenance: PictureProvenance | undefined,
): readonly (readonly [string, string])[] {
  return [
    ['Disclaimer', DISCLAIMER],
    ...(caption.length > 0 ? [['Description', caption.join('\n')] as const] : []),
    ...(provenance
      ? ([
          ['Software', provenance.software],
          ['Creation Time', new Date(provenance.capturedAt).toISOString()],
          ['Source', provenance.source],
          ...(provenance.slide
            ? [['Slide', `${provenance.slide.label} (${provenance.slide.id})`] as const]
            : []),
          ['Reticle', JSON.stringify(provenance)],
        ] as const)
      : []),
  ];
}

function dropAlpha(rgba: Uint8Array | Uint8ClampedArray, rgb: Uint8Array, at: number): void {
  for (let from = 0, to = at; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
}
