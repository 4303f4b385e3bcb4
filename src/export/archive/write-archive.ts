import type { Snapshot, StoredSnapshot } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import type { Measurement } from '../../domain/measurement';
import type { SlideName } from '../../domain/slide';
import type { ExportedFile, ExportInput } from '../adapter';
import { exportFileName } from '../file-name';
import { modelFigures } from '../measurement-name';
import { slideOf } from '../slide-name';
import { ARCHIVE_VERSION, type Manifest } from './manifest';
import { sha256 } from './sha256';
import { slidesFile } from './slides-file';

export const ARCHIVE_MIME = 'application/zip';
/** Already compressed. */
const STORED = /\.(png|pdf|tiff?|gz)$/;

export interface ArchiveContent {
  /** Put in what an import needs: the case, its snapshots, pictures and maps. */
  readonly restorable: boolean;
  /** Exported files, under `exports/`. */
  readonly files: AsyncIterable<ExportedFile>;
}

/**
 * A ZIP of a case: `manifest.json`, `SHA256SUMS` (for `sha256sum -c`), `case.json`, `drawn.json`,
 * `slides.json`, `slides/NNN/...`, `snapshots/NNN/...` and `exports/...`. Dates of the entries are the case's last change, so that equal input gives equal bytes.
 */
export async function writeArchive(input: ExportInput, content: ArchiveContent): Promise<ExportedFile> {
  const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
  zip.configure({ useWebWorkers: false });
  const writer = new zip.ZipWriter(new zip.BlobWriter(ARCHIVE_MIME), {
    lastModDate: localAsUtc(input.case.updatedAt),
    extendedTimestamp: false,
    useWebWorkers: false,
  });
  const files: Manifest['files'] = [];
  const put = async (path: string, blob: Blob) => {
    if (files.some((file) => file.path === path))
      throw new ReticleError(
        'export-failed',
        `Two exported files would have the name ${path}.`,
        'Export them one after the other.',
      );
    files.push({ path, bytes: blob.size, sha256: await sha256(blob) });
    await writer.add(path, new zip.BlobReader(blob), { level: STORED.test(path) ? 0 : 6 });
    return path;
  };
  const json = (value: unknown) => new Blob([`${JSON.stringify(value, null, 1)}\n`]);

  const casePath = content.restorable ? await put('case.json', json(input.case)) : null;
  const drawn = input.drawn ?? [];
  const drawnPath =
    content.restorable && drawn.length > 0 ? await put('drawn.json', json({ schema: 1, drawn })) : null;
  const slidesPath =
    content.restorable && input.slides && input.slides.length > 0
      ? await put('slides.json', json(await slidesFile(input.slides, put)))
      : null;
  const snapshots: Manifest['snapshots'] = [];
  for (const { snapshot, read } of input.snapshots) {
    const { parts, measurements } = await read();
    snapshots.push({
      ...summaryOf(snapshot, slideOf(input, snapshot), measurements),
      parts: content.restorable ? await putParts({ snapshot, parts }, put, json) : null,
    });
  }
  for await (const file of content.files) await put(`exports/${file.name}`, file.blob);
  const manifest: Manifest = {
    format: 'reticle-archive',
    version: ARCHIVE_VERSION,
    software: `Reticle ${input.version}`,
    disclaimer: 'Research use only. Not for diagnosis.',
    case: casePath,
    ...(slidesPath !== null && { slides: slidesPath }),
    ...(drawnPath !== null && { drawn: drawnPath }),
    snapshots,
    files: [...files],
  };
  await put('manifest.json', json(manifest));
  const sums = files.map((file) => `${file.sha256}  ${file.path}\n`).join('');
  await put('SHA256SUMS', new Blob([sums]));
  return { name: exportFileName(input.case, null, '.zip'), blob: await writer.close() };
}

async function putParts(
  { snapshot, parts }: StoredSnapshot,
  put: (path: string, blob: Blob) => Promise<string>,
  json: (value: unknown) => Blob,
): Promise<Manifest['snapshots'][number]['parts']> {
  const folder = `snapshots/${String(snapshot.number).padStart(3, '0')}-${snapshot.id.slice(0, 8)}`;
  const maps: Record<string, string> = {};
  for (const [k, { id }] of snapshot.models.entries()) {
    const map = parts.maps.get(id);
    if (map) maps[id] = await put(`${folder}/map-${k + 1}.f32`, new Blob([littleEndian(map)]));
  }
  return {
    snapshot: await put(`${folder}/snapshot.json`, json(snapshot)),
    frame: await put(`${folder}/frame.png`, parts.frame),
    overlay: await put(`${folder}/overlay.png`, parts.overlay),
    maps,
  };
}

function summaryOf(
  snapshot: Snapshot,
  slide: SlideName | null,
  measurements: readonly Measurement[],
): Omit<Manifest['snapshots'][number], 'parts'> {
  return {
    id: snapshot.id,
    ...(slide && { slide }),
    capturedAt: snapshot.capturedAt,
    calibration: snapshot.calibration,
    ...(snapshot.held && { held: snapshot.held }),
    ...(snapshot.flatField !== undefined && { flatField: snapshot.flatField }),
    models: snapshot.models.map(({ id, version, hash, operatingPoint, classes }) => ({
      ...{ id, version, hash, operatingPoint },
      thresholds: Object.fromEntries(classes.map((entry) => [entry.id, entry.threshold])),
      assessment: Object.fromEntries(
        classes.map((entry) => [entry.id, modelFigures(measurements, { id }, entry.id).assessment]),
      ),
    })),
  };
}

function littleEndian(values: Float32Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [k, value] of values.entries()) view.setFloat32(k * 4, value, true);
  return view.buffer;
}

/** ZIP's own dates are local and without a zone: this one reads as UTC on every machine. */
function localAsUtc(iso: string): Date {
  const date = new Date(iso);
  return new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
}
