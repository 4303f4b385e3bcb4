import type { TiffLayout } from './layout';

/** Decodes a whole JPEG or WebP picture to RGBA, without any change of its colours. */
export type PictureDecoder = (
  blob: Blob,
) => Promise<{ readonly width: number; readonly height: number; readonly rgba: Uint8Array }>;

const SOI = [0xff, 0xd8] as const;

/**
 * A strip or tile as a JPEG that stands by itself: with the tables that the page keeps for all of them, and with a
 * word on its colours where the stream has none. Under RGB photometric, px with whole chroma and no word of their own
 * are RGB (so Aperio's and libtiff's); a JFIF header, or chroma that is subsampled, is YCbCr (so QuPath's and
 * Bio-Formats's, whatever the page says).
 */
export function tileJpeg(
  stream: Uint8Array,
  { jpegTables, photometric }: TiffLayout,
): Uint8Array<ArrayBuffer> {
  const { says, components, subsampled } = colourWords(stream);
  const tables = jpegTables.length > 4 ? jpegTables.subarray(2, jpegTables.length - 2) : new Uint8Array(0);
  const rgb = photometric === 2 && !subsampled;
  const word = says || components !== 3 ? [] : adobe(rgb ? 0 : 1);
  const out = new Uint8Array(word.length + tables.length + stream.length);
  out.set(SOI);
  out.set(word, 2);
  out.set(tables, 2 + word.length);
  out.set(stream.subarray(2), 2 + word.length + tables.length);
  return out;
}

/** Marker APP14 of Adobe: transform 0 is RGB, 1 is YCbCr. */
const adobe = (transform: 0 | 1): readonly number[] => [
  ...[0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform],
];

/** What a JPEG stream says of its colours before its first scan. */
function colourWords(stream: Uint8Array): {
  readonly says: boolean;
  readonly components: number;
  readonly subsampled: boolean;
} {
  let says = false;
  let components = 0;
  let subsampled = false;
  for (let at = 2; at + 4 <= stream.length && stream[at] === 0xff; ) {
    const marker = stream[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda) break;
    const length = ((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0);
    const letters = String.fromCharCode(...stream.subarray(at + 4, at + 9));
    says ||= (marker === 0xe0 && letters.startsWith('JFIF')) || (marker === 0xee && letters === 'Adobe');
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      components = stream[at + 9] ?? 0;
      for (let i = 0; i < components; i++) subsampled ||= stream[at + 11 + 3 * i] !== stream[at + 11];
    }
    at += 2 + length;
  }
  return { says, components, subsampled };
}
