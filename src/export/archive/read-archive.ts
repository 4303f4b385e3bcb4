import { z } from 'zod';
import type { DrawnAnnotation } from '../../domain/annotation';
import { type Case, caseSchema, type Snapshot, type StoredSnapshot, snapshotSchema } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../../domain/overlay';
import { isWithinLimits, MAX_CAPTION_PX } from '../../domain/picture-limits';
import { slideIdOf } from '../../domain/slide';
import type { Parsed } from '../adapter';
import { type ArchiveLimits, BoundedZip } from './bounded-zip';
import { drawnFileSchema } from './drawn-file';
import { ARCHIVE_VERSION, manifestSchema } from './manifest';
import { sha256 } from './sha256';
import { type ReadSlide, readSlides, slidesFileSchema } from './slides-file';

const MAX_JSON = 256 * 2 ** 20;
const REMEDY = 'Nothing was imported. Use another copy of the archive.';

export interface ReadCase {
  readonly case: Case;
  readonly snapshots: readonly StoredSnapshot[];
  /** Empty in archives of versions that knew no slides. */
  readonly slides: readonly ReadSlide[];
  /** Annotations of the slides. */
  readonly drawn: readonly DrawnAnnotation[];
}

/**
 * Reads an archive that {@link writeArchive} wrote. All or nothing: whatever is not as the manifest says (a
 * size, a checksum, a name, a picture's dimensions, a probability) refuses the archive by name. Pictures are
 * not decoded here.
 */
export async function readArchive(file: Blob, limits?: ArchiveLimits): Promise<Parsed<ReadCase>> {
  let zip: BoundedZip | null = null;
  try {
    zip = await BoundedZip.open(file, limits);
    return { parsed: await read(zip), error: null };
  } catch (error) {
    if (error instanceof ReticleError) return { parsed: null, error };
    throw error;
  } finally {
    await zip?.close().catch(() => {});
  }
}

async function read(zip: BoundedZip): Promise<ReadCase> {
  if (!zip.has('manifest.json'))
    throw new ReticleError(
      'file-unsupported',
      'The ZIP archive has no manifest.json.',
      'Import an archive that Reticle wrote, or a GeoJSON file.',
    );
  const raw = parseJson('manifest.json', await zip.read('manifest.json', MAX_JSON));
  checkVersion(raw);
  const manifest = valid('manifest.json', manifestSchema, raw);
  if (manifest.case === null)
    throw new ReticleError(
      'file-unsupported',
      'The archive holds exported files only, no case.',
      'Export again with the Reticle archive among the formats.',
    );
  const files = new Map(manifest.files.map((entry) => [entry.path, entry]));
  const part = async (path: string, limit?: number) => {
    const known = files.get(path);
    if (!known) throw corrupt(`${path} is not in the manifest.`);
    const bytes = await zip.read(path, limit);
    if (bytes.length !== known.bytes || (await sha256(new Blob([bytes]))) !== known.sha256)
      throw corrupt(`${path} is not what the manifest says (its SHA-256 differs).`);
    return bytes;
  };
  const json = async <T>(path: string, schema: z.ZodType<T>) =>
    valid(path, schema, parseJson(path, await part(path, MAX_JSON)));

  const kase = await json(manifest.case, caseSchema);
  unique(manifest.case, 'class', kase.classes);
  const drawn = manifest.drawn === undefined ? [] : (await json(manifest.drawn, drawnFileSchema)).drawn;
  const slides =
    manifest.slides === undefined
      ? []
      : await readSlides(await json(manifest.slides, slidesFileSchema), kase, part, (path, bytes) =>
          png(path, bytes, null),
        );
  const slideIds = new Set(slides.map(({ slide }) => slide.id));
  const snapshots: StoredSnapshot[] = [];
  const seen = new Set<string>();
  for (const { id, parts } of manifest.snapshots) {
    if (!parts) throw corrupt(`Snapshot ${id} has no parts.`);
    const snapshot = await json(parts.snapshot, snapshotSchema);
    if (snapshot.id !== id || snapshot.caseId !== kase.id || seen.has(id))
      throw corrupt(`${parts.snapshot} belongs to another snapshot or case.`);
    if (slides.length > 0 && !slideIds.has(slideIdOf(snapshot)))
      throw corrupt(`${parts.snapshot} belongs to a slide that is not in the archive.`);
    seen.add(id);
    unique(parts.snapshot, 'annotation', snapshot.annotations);
    unique(parts.snapshot, 'model', snapshot.models);
    for (const model of snapshot.models) {
      unique(parts.snapshot, `class of ${model.id}`, model.classes);
      if (!Object.hasOwn(parts.maps, model.id))
        throw corrupt(`${parts.snapshot} names the model ${model.id}, whose probability map is missing.`);
    }
    const maps = new Map<string, Float32Array>();
    for (const [modelId, path] of Object.entries(parts.maps))
      maps.set(modelId, probabilityMap(path, snapshot, modelId, await part(path)));
    snapshots.push({
      snapshot,
      parts: {
        frame: png(parts.frame, await part(parts.frame), snapshot),
        overlay: png(parts.overlay, await part(parts.overlay), snapshot, MAX_CAPTION_PX),
        maps,
      },
    });
  }
  return { case: kase, slides, snapshots, drawn };
}

function checkVersion(raw: unknown): void {
  const head = z.object({ format: z.string(), version: z.number() }).safeParse(raw);
  if (!head.success || head.data.format !== 'reticle-archive')
    throw new ReticleError(
      'file-unsupported',
      "The archive's manifest.json is not Reticle's.",
      'Import an archive that Reticle wrote, or a GeoJSON file.',
    );
  if (head.data.version > ARCHIVE_VERSION)
    throw new ReticleError(
      'file-version',
      `The archive has version ${head.data.version}; this Reticle reads up to version ${ARCHIVE_VERSION}.`,
      'Open it with the version of Reticle that wrote it. Nothing was imported.',
    );
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @throws ReticleError 'file-corrupt' where two have one id: all but one would be lost */
function unique(path: string, what: string, of: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of of) {
    if (seen.has(id)) throw corrupt(`${path} has two of one id (${what} ${JSON.stringify(id)}).`);
    seen.add(id);
  }
}

/**
 * Only signature and dimensions: the rest is checked by decoding it.
 * @param size that it must have; its height may be more by `caption`
 */
function png(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  size: Pick<Snapshot, 'width' | 'height'> | null,
  caption = 0,
): Blob {
  if (bytes.length < 33 || PNG_SIGNATURE.some((byte, k) => bytes[k] !== byte))
    throw corrupt(`${path} is not a PNG.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const isOfSize =
    !size || (width === size.width && height >= size.height && height <= size.height + caption);
  if (!isWithinLimits({ width, height }))
    throw new ReticleError('file-too-large', `${path} says it is ${width} x ${height} px.`, REMEDY);
  if (!isOfSize) throw corrupt(`${path} is ${width} x ${height} px, not ${size.width} x ${size.height}.`);
  return new Blob([bytes], { type: 'image/png' });
}

function probabilityMap(
  path: string,
  snapshot: Snapshot,
  modelId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Float32Array {
  const model = snapshot.models.find(({ id }) => id === modelId);
  const cells = model ? model.map.columns * model.map.rows * model.classes.length : -1;
  if (bytes.length !== cells * 4) throw corrupt(`${path} does not have the size of its model's map.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const codes = [CELL_UNKNOWN, CELL_NO_TISSUE, CELL_NOT_ASSESSED];
  return Float32Array.from({ length: cells }, (_, k) => {
    const value = view.getFloat32(k * 4, true);
    if (!(value >= 0 && value <= 1) && !codes.includes(value))
      throw corrupt(`${path} holds ${value}, which is no probability.`);
    return value;
  });
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw corrupt(`${path} in the archive is not JSON.`);
  }
}

function valid<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw corrupt(
    `${path} is wrong at ${issue?.path.slice(0, 6).join('.') || 'the top'}: ${issue?.message ?? ''}`,
  );
}

function corrupt(message: string): ReticleError {
  return new ReticleError('file-corrupt', message, REMEDY);
}
