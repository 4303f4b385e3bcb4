/** What a file is that is not opened as a picture or video, as the end of a sentence, and what to do with it. */
export interface ForeignType {
  readonly what: string;
  /** Null: choose another file. */
  readonly remedy: string | null;
}

interface Signature extends ForeignType {
  readonly at: number;
  readonly letters: string;
}

const AS_PNG = 'Save it as PNG, where nothing is lost, and open that.';
const AS_TIFF =
  'Export the picture or a region of it as OME-TIFF or PNG in the program that wrote it, and open that.';
const AS_MP4 = 'Save it as MP4 with H.264, or WebM with VP9, and open that.';
const IN_CASE = 'Cases and annotations are imported in the case panel.';

const of = (at: number, letters: string, what: string, remedy: string): Signature => ({
  ...{ at, letters, what, remedy },
});

const HEIC =
  'Save it as PNG, or as JPEG in best quality. On an iPhone, Settings, Camera, Formats, "Most Compatible" takes JPEGs.';

/** By published signatures; the first that fits. */
const SIGNATURES: readonly Signature[] = [
  ...['avif', 'avis'].map((brand) => of(8, brand, 'is an AVIF picture, which is not opened here', AS_PNG)),
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1'].map((brand) =>
    of(8, brand, 'is a HEIC picture, as phones take them, which is not opened here', HEIC),
  ),
  of(8, 'WEBP', 'is a WebP picture, which is not opened here', AS_PNG),
  of(8, 'AVI ', 'is an AVI video, which browsers do not play', AS_MP4),
  of(0, 'BM', 'is a BMP picture, which is not opened here', AS_PNG),
  of(0, 'GIF8', 'is a GIF picture, which holds 256 colours at most and is not opened here', AS_PNG),
  of(4, 'jP  ', 'is a JPEG 2000 picture, which browsers do not open', AS_PNG),
  of(0, '8BPS', 'is a Photoshop file, which is not opened here', AS_PNG),
  of(128, 'DICM', 'is a DICOM file, which is not opened here', AS_TIFF),
  of(0, 'ZISRAWFILE', 'is a CZI file of ZEISS ZEN, which is not opened here', AS_TIFF),
  of(
    0,
    '\u00da\u00ce\u00be\u000a',
    'is an ND2 file of Nikon NIS-Elements, which is not opened here',
    AS_TIFF,
  ),
  of(0, '\u0070\u0000\u0000\u0000', 'is a LIF file of Leica LAS, which is not opened here', AS_TIFF),
  of(0, '\u0089HDF', 'is an HDF5 file, which is not opened here', AS_TIFF),
  of(30, '[Content_Types].xml', 'is an Office document', 'Save the picture in it as PNG and open that.'),
  of(0, 'PK\u0003\u0004', 'is a ZIP file', `Unpack it and open the picture. ${IN_CASE}`),
  of(0, '\u001f\u008b', 'is a file compressed with gzip', `Unpack it and open what is in it. ${IN_CASE}`),
  of(0, '%PDF', 'is a PDF document', 'Export the picture in it as PNG and open that.'),
  of(0, '\u0030\u0026\u00b2\u0075', 'is a WMV video, which browsers do not play', AS_MP4),
  of(0, '\u0000\u0000\u0001\u00ba', 'is an MPEG video, which browsers do not play', AS_MP4),
  of(0, 'FLV', 'is a Flash video, which browsers do not play', AS_MP4),
  of(0, '<', 'holds XML or HTML, no picture or video', `Open the picture that belongs to it. ${IN_CASE}`),
  of(
    0,
    '\u00ef\u00bb\u00bf<',
    'holds XML or HTML, no picture or video',
    `Open the picture that belongs to it. ${IN_CASE}`,
  ),
  of(0, '{', 'holds JSON, no picture or video', IN_CASE),
  of(0, '[', 'holds JSON, no picture or video', IN_CASE),
];

/** By the first 136 bytes. */
export function foreignType(bytes: Uint8Array): ForeignType {
  const known = SIGNATURES.find(({ at, letters }) =>
    [...letters].every((letter, i) => bytes[at + i] === letter.charCodeAt(0)),
  );
  if (known) return known;
  const text = bytes.every((byte) => byte >= 9 && byte !== 127 && (byte >= 32 || byte <= 13));
  return {
    what: text ? 'holds text, no picture or video' : 'is of a type that cannot be opened',
    remedy: null,
  };
}
