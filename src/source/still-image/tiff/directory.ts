import { readBytes } from '../../file-type';
import { corrupt } from '../image-limits';

/** Tags of TIFF 6.0 that are read here. */
export const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  maxSampleValue: 281,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  yCbCrSubsampling: 530,
} as const;

/** Bytes of one value, by field type. */
const BYTES: Readonly<Record<number, number>> = {
  ...{
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
  },
};
/** More than any picture that can be shown has; a hostile file would have millions. */
const MAX_DIRECTORIES = 4096;
const MAX_VALUE_BYTES = 1 << 26;
/** Of a description: scale and channels are stated at its beginning. */
const MAX_TEXT_BYTES = 1 << 16;

interface Entry {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** One page of a TIFF: its tags, whose values are read when they are asked for. */
export class TiffDirectory {
  constructor(
    private readonly file: File,
    readonly littleEndian: boolean,
    private readonly entries: ReadonlyMap<number, Entry>,
  ) {}

  has(tag: number): boolean {
    return this.entries.has(tag);
  }

  /** Values of a tag; a fraction is its quotient. Empty where the tag is missing. Throws 'file-corrupt'. */
  async numbers(tag: number): Promise<readonly number[]> {
    const entry = this.entries.get(tag);
    if (!entry) return [];
    const bytes = await this.#bytes(entry);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = BYTES[entry.type] ?? 1;
    return Array.from({ length: entry.count }, (_, i) =>
      valueAt(view, i * size, entry.type, this.littleEndian),
    );
  }

  /** First value of a tag that counts something. Throws 'file-corrupt' where it is no whole number. */
  async whole(tag: number, otherwise: number): Promise<number> {
    const [value = otherwise] = await this.numbers(tag);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw corrupt(this.file, `its tag ${tag} is ${value}, which is no whole number`);
  }

  /** @param most bytes that are read; what comes after them is left out */
  async raw(tag: number, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const entry = this.entries.get(tag);
    if (!entry) return new Uint8Array(0);
    return this.#bytes({ ...entry, count: Math.min(entry.count, most) });
  }

  /** A text in UTF-8, UTF-16 with its mark, else Latin-1; empty where the tag is missing. Cut after 64 kB. */
  async text(tag: number): Promise<string> {
    const bytes = await this.raw(tag, MAX_TEXT_BYTES);
    const text = textOf(bytes);
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
    return text.slice(0, end);
  }

  async #bytes({ type, count, at }: Entry): Promise<Uint8Array> {
    const length = count * (BYTES[type] ?? 1);
    if (length > MAX_VALUE_BYTES) throw corrupt(this.file, 'its directory is broken');
    const bytes = await readBytes(this.file, at, at + length);
    if (bytes.length < length) throw corrupt(this.file, 'its directory reaches beyond its end');
    return bytes;
  }
}

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function valueAt(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, little));
    case 17:
      return Number(view.getBigInt64(at, little));
    default:
      return view.getUint8(at);
  }
}

/** All pages of a TIFF or BigTIFF, in their order. Throws 'file-corrupt' where there is none. */
export async function readDirectories(file: File): Promise<readonly TiffDirectory[]> {
  const header = await readBytes(file, 0, 16);
  if (header.length < 8) throw corrupt(file, 'it ends before its first directory');
  const little = header[0] === 0x49;
  const view = new DataView(header.buffer);
  const large = view.getUint16(2, little) === 43;
  if (large && header.length < 16) throw corrupt(file, 'it ends before its first directory');
  let next = large ? Number(view.getBigUint64(8, little)) : view.getUint32(4, little);
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  while (next > 0 && !seen.has(next) && directories.length < MAX_DIRECTORIES) {
    seen.add(next);
    const read = await readDirectory(file, next, little, large);
    // What comes behind a sound page does not make the page unreadable.
    if (!read) break;
    directories.push(read.directory);
    next = read.next;
  }
  if (directories.length === 0) throw corrupt(file, 'its directory could not be read');
  return directories;
}

async function readDirectory(file: File, at: number, little: boolean, large: boolean) {
  const [countBytes, entryBytes, inline] = large ? [8, 20, 8] : [2, 12, 4];
  const head = await readBytes(file, at, at + countBytes);
  if (head.length < countBytes) return null;
  const headView = new DataView(head.buffer);
  const count = large ? Number(headView.getBigUint64(0, little)) : headView.getUint16(0, little);
  if (count === 0 || count > 65_535) return null;
  const start = at + countBytes;
  const bytes = await readBytes(file, start, start + count * entryBytes + inline);
  if (bytes.length < count * entryBytes) return null;
  const view = new DataView(bytes.buffer);
  const entries = new Map<number, Entry>();
  for (let i = 0; i < count; i++) {
    const entry = i * entryBytes;
    const type = view.getUint16(entry + 2, little);
    const values = large ? Number(view.getBigUint64(entry + 4, little)) : view.getUint32(entry + 4, little);
    const fits = values * (BYTES[type] ?? 1) <= inline;
    const value = entry + (large ? 12 : 8);
    const offset = large ? Number(view.getBigUint64(value, little)) : view.getUint32(value, little);
    entries.set(view.getUint16(entry, little), { type, count: values, at: fits ? start + value : offset });
  }
  const tail = count * entryBytes;
  const whole = bytes.length >= tail + inline;
  const next = !whole ? 0 : large ? Number(view.getBigUint64(tail, little)) : view.getUint32(tail, little);
  return { directory: new TiffDirectory(file, little, entries), next };
}
