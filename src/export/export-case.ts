import { ReticleError } from '../domain/errors';
import type { ExportAdapter, ExportedFile, ExportInput, FormatId } from './adapter';
import { writeArchive } from './archive/write-archive';

/** Every format, in the order in which they are offered. Each loads its library when it is first used. */
export const FORMATS: Readonly<Record<FormatId, () => Promise<ExportAdapter>>> = {
  png: async () => (await import('./picture-adapters')).pngAdapterWithOverlay,
  'png-bare': async () => (await import('./picture-adapters')).barePngAdapter,
  geojson: async () => (await import('./geojson/write-geojson')).geojsonAdapter,
  csv: async () => (await import('./csv')).csvAdapter,
  pdf: async () => (await import('./pdf/pdf-adapter')).pdfAdapter,
  'ome-tiff': async () => (await import('./ome-tiff/ome-tiff-adapter')).omeTiffAdapter,
  dicom: async () => (await import('./dicom/dicom-adapter')).dicomAdapter,
  archive: async () => (await import('./archive/archive-adapter')).archiveAdapter,
};
export const FORMAT_IDS = Object.keys(FORMATS) as readonly FormatId[];

/** What the archive holds already: each picture is in it once. */
const IN_ARCHIVE: ReadonlySet<FormatId> = new Set(['archive', 'png', 'png-bare']);

export interface ExportProgress {
  /** The file that has just been made. */
  readonly file: string;
  /** The format it belongs to, and its place among those asked for, from 0. */
  readonly format: FormatId;
  readonly index: number;
  readonly of: number;
}

export interface ExportRun {
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes the formats asked for. One file comes as it is; more come in one ZIP with manifest and checksums,
 * which an import restores where 'archive' is among the formats.
 * @throws ReticleError 'export-failed' naming the format; what `signal` was aborted with.
 */
export async function exportCase(
  input: ExportInput,
  formats: readonly FormatId[],
  options: ExportRun = {},
): Promise<ExportedFile> {
  const drawnOnly = formats.includes('archive') && (input.drawn ?? []).length > 0;
  if ((input.snapshots.length === 0 && !drawnOnly) || formats.length === 0)
    throw new ReticleError(
      'export-failed',
      'There is nothing to export.',
      'Choose at least one snapshot and one format.',
    );
  const restorable = formats.includes('archive');
  const made = filesOf(input, formats, options);
  const seen: ExportedFile[] = [];
  if (!restorable) {
    // One alone comes as it is; the others go into the archive as they are made.
    for await (const file of take(made, 2)) seen.push(file);
    const [only] = seen;
    if (!only)
      throw new ReticleError(
        'export-failed',
        'The snapshots hold nothing that the chosen formats could show.',
        'Choose a picture format, or the Reticle archive.',
      );
    if (seen.length === 1) return only;
  }
  const archive = await writeArchive(input, { restorable, files: follow(seen, made) });
  options.signal?.throwIfAborted();
  if (restorable)
    options.onProgress?.({
      file: archive.name,
      format: 'archive',
      index: formats.length - 1,
      of: formats.length,
    });
  return archive;
}

/** The files of all formats but the archive, each made when it is asked for. */
async function* filesOf(
  input: ExportInput,
  formats: readonly FormatId[],
  { signal, onProgress }: ExportRun,
): AsyncGenerator<ExportedFile, void> {
  const isTwice = (id: FormatId) => formats.includes('archive') && IN_ARCHIVE.has(id);
  const plain = FORMAT_IDS.filter((id) => formats.includes(id) && !isTwice(id));
  for (const [index, format] of plain.entries()) {
    try {
      const adapter = await FORMATS[format]();
      signal?.throwIfAborted();
      for await (const file of adapter.files(input)) {
        signal?.throwIfAborted();
        onProgress?.({ file: file.name, format, index, of: formats.length });
        yield file;
      }
    } catch (error) {
      if (signal?.aborted || error instanceof ReticleError) throw error;
      throw new ReticleError(
        'export-failed',
        `The ${format} export failed (${error instanceof Error ? error.message : String(error)}).`,
        'Export again without this format; your snapshots are as they were.',
        { cause: error },
      );
    }
  }
}

/** The first of them; the others are left to be asked for. */
async function* take<T>(from: AsyncGenerator<T, void>, most: number) {
  for (let taken = 0; taken < most; taken++) {
    const step = await from.next();
    if (step.done) return;
    yield step.value;
  }
}

async function* follow<T>(first: readonly T[], rest: AsyncGenerator<T, void>) {
  yield* first;
  yield* rest;
}
