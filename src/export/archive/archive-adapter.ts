import type { ExportAdapter } from '../adapter';
import { ARCHIVE_MIME, writeArchive } from './write-archive';

/** Reticle's own format, which an import restores to the last bit. */
export const archiveAdapter: ExportAdapter = {
  id: 'archive',
  extension: 'zip',
  mime: ARCHIVE_MIME,
  async *files(input) {
    yield await writeArchive(input, { restorable: true, files: none() });
  },
};

async function* none() {}
