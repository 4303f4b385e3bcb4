import { ReticleError } from '../domain/errors';

/**
 * Plain data with typed arrays as compressed bytes, so that it can be summed, kept and exported as one thing:
 * gzip of a head (mark, length of the JSON, all little-endian), the JSON with a reference for each array, and the arrays.
 */
const MARK = 0x314b5052;
const HEAD_BYTES = 8;
/** Each array begins at a multiple of this, so that it can be viewed where it lies. */
const ALIGNED = 8;

const KINDS = { Uint8Array, Uint8ClampedArray, Int8Array, Int32Array, Float32Array, Float64Array } as const;
type Kind = keyof typeof KINDS;
type Packable = InstanceType<(typeof KINDS)[Kind]>;

/** Most bytes that packed data may unpack to: above the budget of a slide map with its keyframes. */
export const MAX_UNPACKED = 640 * 2 ** 20;

interface Reference {
  readonly $array: Kind;
  readonly at: number;
  readonly length: number;
}

/** @param value objects, lists, numbers, texts, null and typed arrays; nothing that refers to itself */
export async function pack(value: unknown): Promise<ArrayBuffer> {
  const arrays: Packable[] = [];
  let at = 0;
  const text = JSON.stringify(value, (_, each: unknown) => {
    const kind = kindOf(each);
    if (!kind) return each;
    const array = each as Packable;
    const reference: Reference = { $array: kind, at, length: array.length };
    arrays.push(array);
    at += aligned(array.byteLength);
    return reference;
  });
  const json = new TextEncoder().encode(text);
  const start = aligned(HEAD_BYTES + json.length);
  const bytes = new Uint8Array(start + at);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, MARK, true);
  head.setUint32(4, json.length, true);
  bytes.set(json, HEAD_BYTES);
  let to = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), to);
    to += aligned(array.byteLength);
  }
  return new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

/**
 * The same back. What it holds is not checked here, only that it is packed data.
 * @throws ReticleError 'record-corrupt'
 */
export async function unpack(packed: ArrayBuffer, limit = MAX_UNPACKED): Promise<unknown> {
  const bytes = await inflate(packed, limit);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_BYTES || view.getUint32(0, true) !== MARK) throw corrupt('it is no packed data');
  const length = view.getUint32(4, true);
  const start = aligned(HEAD_BYTES + length);
  if (start > bytes.length) throw corrupt('it was cut short');
  try {
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length)),
      (_, each: unknown) => (isReference(each) ? arrayOf(bytes, start, each) : each),
    );
  } catch (cause) {
    if (cause instanceof ReticleError) throw cause;
    throw corrupt('its head is not JSON', cause);
  }
}

async function inflate(packed: ArrayBuffer, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      size += read.value.length;
      if (size > limit) {
        await reader.cancel().catch(() => {});
        throw corrupt(`it unpacks to more than ${Math.round(limit / 2 ** 20)} MB`);
      }
      pieces.push(read.value);
    }
  } catch (cause) {
    if (cause instanceof ReticleError) throw cause;
    throw corrupt('it is not gzip, or was cut short', cause);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A copy, so that one array does not keep all the others in memory. */
function arrayOf(bytes: Uint8Array<ArrayBuffer>, start: number, { $array, at, length }: Reference): Packable {
  const View = KINDS[$array];
  const from = start + at;
  const size = length * View.BYTES_PER_ELEMENT;
  if (from + size > bytes.length) throw corrupt('an array lies beyond its end');
  return new View(bytes.buffer.slice(from, from + size));
}

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null || !('$array' in value)) return false;
  const { $array, at, length } = value as Partial<Reference>;
  const whole = [at, length].every((each) => Number.isSafeInteger(each) && Number(each) >= 0);
  if (!whole || typeof $array !== 'string' || !Object.hasOwn(KINDS, $array))
    throw corrupt('a reference to an array is wrong');
  return true;
}

function kindOf(value: unknown): Kind | null {
  for (const [name, View] of Object.entries(KINDS)) if (value instanceof View) return name as Kind;
  return null;
}

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNED) * ALIGNED;

const corrupt = (what: string, cause?: unknown) =>
  new ReticleError(
    'record-corrupt',
    `The map of the slide is damaged: ${what}.`,
    'The slide opens without its map; look at it again.',
    { cause },
  );
