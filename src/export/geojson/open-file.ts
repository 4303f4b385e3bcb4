import { ReticleError } from '../../domain/errors';

const MAX_BYTES = 256 * 2 ** 20;
const MB = 2 ** 20;
const MAX_ENTRIES = 1000;

/**
 * The JSON of a GeoJSON file, a gzip of one, or a ZIP that holds one (QuPath writes all three). NaN and Infinity, which
 * QuPath before 0.5 and Python write and JSON does not know, come as null. @throws ReticleError naming what is wrong
 */
export async function openGeojson(file: Blob): Promise<unknown> {
  if (file.size > MAX_BYTES) throw tooLarge(Math.round(file.size / MB));
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (head[0] === 0x1f && head[1] === 0x8b) return parseJson(await unzipped(file));
  if (head[0] === 0x50 && head[1] === 0x4b) return parseJson(await onlyGeojson(file));
  if (file instanceof File && /\.zip$/i.test(file.name))
    throw new ReticleError(
      'file-corrupt',
      'The file is not a ZIP file, though its name says so.',
      'Copy it again, or export it again from the program that made it.',
    );
  return parseJson(await file.text());
}

/** Whether a ZIP holds GeoJSON, and is not one of Reticle's archives. */
export async function isGeojsonZip(file: Blob): Promise<boolean> {
  return withEntries(file, async (entries) => {
    const names = entries.map(({ filename }) => filename);
    return !names.includes('manifest.json') && names.some(isGeojsonName);
  }).catch(() => false);
}

function parseJson(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    const mended = withoutNaN(json);
    if (mended !== null)
      try {
        return JSON.parse(mended);
      } catch {
        // The error is the one of the file as it is.
      }
    throw notJson(json, error);
  }
}

/** With null in place of NaN and Infinity outside of strings; null where there are none. Looks at each character once. */
export function withoutNaN(json: string): string | null {
  const pieces: string[] = [];
  let kept = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === LETTER_N || code === LETTER_I) {
      const word = WORDS.find((each) => json.startsWith(each, at));
      if (!word) continue;
      pieces.push(json.slice(kept, json[at - 1] === '-' ? at - 1 : at), 'null');
      at += word.length - 1;
      kept = at + 1;
    }
  }
  return pieces.length === 0 ? null : `${pieces.join('')}${json.slice(kept)}`;
}

const WORDS = ['NaN', 'Infinity'] as const;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_N = 0x4e;
const LETTER_I = 0x49;

/** Where the string that begins at `from` has its closing quote; the end of the text where it has none. */
function endOfString(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return json.length;
}

function notJson(text: string, error: unknown): ReticleError {
  if (/^\s*</.test(text))
    return new ReticleError(
      'file-unsupported',
      'The file is XML, as ImageScope writes annotations, not GeoJSON.',
      'Open it in QuPath with its slide, then use File, Export objects as GeoJSON.',
    );
  return new ReticleError(
    'file-corrupt',
    `The file is not JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}).`,
    'Export it again from the program that made it.',
  );
}

function unzipped(file: Blob): Promise<string> {
  return bounded(file.stream().pipeThrough(new DecompressionStream('gzip'))).catch((error: unknown) => {
    if (error instanceof ReticleError) throw error;
    throw new ReticleError(
      'file-corrupt',
      'The gzip file is damaged, or was cut short.',
      'Copy it again, or export it again from the program that made it.',
    );
  });
}

async function onlyGeojson(file: Blob): Promise<string> {
  return withEntries(file, async (entries) => {
    const found = entries.filter(({ filename }) => isGeojsonName(filename));
    const [entry] = found;
    if (!entry || found.length > 1)
      throw new ReticleError(
        'file-unsupported',
        `The ZIP file holds ${found.length === 0 ? 'no GeoJSON file' : `${found.length} GeoJSON files`}.`,
        'Unpack it and import one GeoJSON file at a time.',
      );
    if (entry.uncompressedSize > MAX_BYTES) throw tooLarge(Math.round(entry.uncompressedSize / MB));
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
    const [text] = await Promise.all([bounded(readable), entry.getData(writable)]);
    return text;
  });
}

const isGeojsonName = (name: string) => /\.(geo)?json$/i.test(name) && !/(^|\/)(__MACOSX\/|\._)/.test(name);

async function withEntries<T>(
  file: Blob,
  use: (entries: readonly import('@zip.js/zip.js/lib/zip-core-native.js').FileEntry[]) => Promise<T>,
): Promise<T> {
  const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
  zip.configure({ useWebWorkers: false });
  const reader = new zip.ZipReader(new zip.BlobReader(file), { useWebWorkers: false });
  try {
    const entries: import('@zip.js/zip.js/lib/zip-core-native.js').FileEntry[] = [];
    let seen = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      if (++seen > MAX_ENTRIES) break;
      if (!entry.directory) entries.push(entry);
    }
    return await use(entries);
  } catch (error) {
    if (error instanceof ReticleError) throw error;
    throw new ReticleError(
      'file-corrupt',
      'The ZIP file is damaged, or was cut short.',
      'Copy it again, or export it again from the program that made it.',
    );
  } finally {
    await reader.close().catch(() => {});
  }
}

/** Counted while unpacking, whatever a file declares. */
async function bounded(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces).text();
    size += value.length;
    if (size > MAX_BYTES) {
      void reader.cancel().catch(() => {});
      throw tooLarge(`more than ${MAX_BYTES / MB}`);
    }
    pieces.push(value);
  }
}

function tooLarge(megabytes: number | string): ReticleError {
  return new ReticleError(
    'file-too-large',
    `The GeoJSON file has ${megabytes} MB.`,
    `Split it into files of at most ${MAX_BYTES / MB} MB.`,
  );
}
