/** One image of a TIFF file: 8-bit RGB, interleaved, or one float32 sample a px. Row by row. */
export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
  /** Physical size of a px, um; null: none is written. */
  readonly umPerPx: number | null;
}
export interface TiffInfo {
  /** ASCII. */
  readonly description: string;
  readonly software: string;
  /** ISO 8601, UTC. */
  readonly dateTime: string;
}

const ROWS_PER_STRIP = 128;
const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
/** Adobe Deflate: a zlib stream (TIFF Technical Note "Adobe Photoshop TIFF", 2002). */
const DEFLATE = 8;
type Field = readonly [tag: number, type: number, values: readonly number[] | string];

/**
 * A little-endian TIFF 6.0 of one or more images, in strips compressed by Deflate (with horizontal
 * differencing for RGB). The description goes with the first image, as OME-TIFF wants it.
 * @throws RangeError beyond 4 GiB, which classic TIFF cannot hold.
 */
export async function writeTiff(images: readonly TiffImage[], info: TiffInfo): Promise<Blob> {
  const parts: BlobPart[] = [new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let at = 8;
  const put = (part: Uint8Array<ArrayBuffer>) => {
    // Everything begins at an even address.
    const padded = part.length % 2 ? Uint8Array.from([...part, 0]) : part;
    parts.push(padded);
    at += padded.length;
    if (at > 0xffffffff) throw new RangeError('too large for a TIFF file');
  };
  const directories: { image: TiffImage; offsets: number[]; counts: number[] }[] = [];
  for (const image of images) {
    const [offsets, counts]: [number[], number[]] = [[], []];
    for (let row = 0; row < image.height; row += ROWS_PER_STRIP) {
      const strip = await deflate(stripOf(image, row, Math.min(ROWS_PER_STRIP, image.height - row)));
      offsets.push(at);
      counts.push(strip.length);
      put(strip);
    }
    directories.push({ image, offsets, counts });
  }
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, 0x002a4949, true);
  header.setUint32(4, at, true);
  parts[0] = header.buffer;
  directories.forEach(({ image, offsets, counts }, k) => {
    const first = k === 0;
    const fields = fieldsOf(image, offsets, counts, first ? info : null);
    put(directory(fields, at, k === directories.length - 1));
  });
  return new Blob(parts, { type: 'image/tiff' });
}

function fieldsOf(
  image: TiffImage,
  offsets: number[],
  counts: number[],
  info: TiffInfo | null,
): readonly Field[] {
  const rgb = image.data instanceof Uint8Array;
  const perCm: Field[] =
    image.umPerPx === null
      ? []
      : [
          [282, RATIONAL, rational(1e4 / image.umPerPx)],
          [283, RATIONAL, rational(1e4 / image.umPerPx)],
        ];
  return [
    [254, LONG, [0]],
    [256, LONG, [image.width]],
    [257, LONG, [image.height]],
    [258, SHORT, rgb ? [8, 8, 8] : [32]],
    [259, SHORT, [DEFLATE]],
    // RGB, or black is zero.
    [262, SHORT, [rgb ? 2 : 1]],
    ...(info ? ([[270, ASCII, info.description]] as const) : []),
    [273, LONG, offsets],
    [277, SHORT, [rgb ? 3 : 1]],
    [278, LONG, [ROWS_PER_STRIP]],
    [279, LONG, counts],
    ...perCm,
    [284, SHORT, [1]],
    // Centimetre, or none.
    [296, SHORT, [image.umPerPx === null ? 1 : 3]],
    ...(info
      ? ([
          [305, ASCII, info.software],
          [306, ASCII, info.dateTime.slice(0, 19).replaceAll('-', ':').replace('T', ' ')],
        ] as const)
      : []),
    [317, SHORT, [rgb ? 2 : 1]],
    [339, SHORT, rgb ? [1, 1, 1] : [3]],
  ];
}

/** An image file directory at address `at`, followed by the values that do not fit into it. */
function directory(fields: readonly Field[], at: number, last: boolean): Uint8Array<ArrayBuffer> {
  const size = 2 + fields.length * 12 + 4;
  const encoded = fields.map(([, type, values]) => encodeValues(type, values));
  const extra = encoded.reduce(
    (sum, { bytes }) => sum + (bytes.length > 4 ? bytes.length + (bytes.length % 2) : 0),
    0,
  );
  const out = new Uint8Array(size + extra);
  const view = new DataView(out.buffer);
  view.setUint16(0, fields.length, true);
  let behind = size;
  fields.forEach(([tag, type], k) => {
    const entry = 2 + k * 12;
    const { bytes, count } = encoded[k] ?? { bytes: new Uint8Array(), count: 0 };
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, count, true);
    if (bytes.length <= 4) {
      out.set(bytes, entry + 8);
      return;
    }
    view.setUint32(entry + 8, at + behind, true);
    out.set(bytes, behind);
    behind += bytes.length + (bytes.length % 2);
  });
  view.setUint32(size - 4, last ? 0 : at + out.length, true);
  return out;
}

function encodeValues(
  type: number,
  values: readonly number[] | string,
): { bytes: Uint8Array; count: number } {
  if (typeof values === 'string') {
    const bytes = new TextEncoder().encode(`${values}\0`);
    return { bytes, count: bytes.length };
  }
  const width = type === SHORT ? 2 : 4;
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, k) => {
    if (type === SHORT) view.setUint16(k * 2, value, true);
    else view.setUint32(k * 4, value, true);
  });
  return { bytes: new Uint8Array(view.buffer), count: type === RATIONAL ? values.length / 2 : values.length };
}

/** To nine digits in 32 bits. */
function rational(value: number): readonly [number, number] {
  const scale = 10 ** Math.max(0, Math.min(9, 9 - Math.ceil(Math.log10(value))));
  return [Math.round(value * scale), scale];
}

function stripOf(image: TiffImage, row: number, rows: number): Uint8Array<ArrayBuffer> {
  const { width, data } = image;
  if (data instanceof Float32Array) {
    const view = new DataView(new ArrayBuffer(rows * width * 4));
    for (let k = 0; k < rows * width; k++) view.setFloat32(k * 4, data[row * width + k] ?? 0, true);
    return new Uint8Array(view.buffer);
  }
  const stride = width * 3;
  const strip = data.slice(row * stride, (row + rows) * stride);
  for (let line = 0; line < rows; line++)
    for (let k = (line + 1) * stride - 1; k >= line * stride + 3; k--)
      strip[k] = (strip[k] ?? 0) - (strip[k - 3] ?? 0);
  return strip;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
