import type { FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { ReticleError } from '../../domain/errors';
import { commonFolder, isLitter, leadsOut } from './zip-names';

export interface ArchiveLimits {
  /** Of the ZIP file itself, bytes. */
  readonly file: number;
  readonly entries: number;
  /** Of all that is unpacked, bytes; counted while unpacking, whatever the file declares. */
  readonly unpacked: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { file: 4 * 2 ** 30, entries: 20_010, unpacked: 6 * 2 ** 30 };

const REMEDY = 'Nothing was imported. Import only archives that Reticle wrote.';
const corrupt = (message: string) => new ReticleError('file-corrupt', message, REMEDY);
const tooLarge = (message: string) => new ReticleError('file-too-large', message, REMEDY);

/**
 * A ZIP of unknown origin, as if its one common folder and what file managers add were not there. No entry unpacks to
 * more than it declares, and all together to a limit.
 */
export class BoundedZip {
  #left: number;

  private constructor(
    private readonly reader: ZipReader<unknown>,
    private readonly entries: ReadonlyMap<string, FileEntry>,
    limits: ArchiveLimits,
  ) {
    this.#left = limits.unpacked;
  }

  static async open(file: Blob, limits = ARCHIVE_LIMITS): Promise<BoundedZip> {
    if (file.size > limits.file)
      throw tooLarge(`The archive has ${mb(file.size)} MB; the limit is ${mb(limits.file)} MB.`);
    const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
    zip.configure({ useWebWorkers: false });
    const reader = new zip.ZipReader(new zip.BlobReader(file), { useWebWorkers: false });
    const entries = new Map<string, FileEntry>();
    let [declared, count] = [0, 0];
    try {
      for await (const entry of reader.getEntriesGenerator()) {
        if (++count > limits.entries) throw tooLarge(`The archive has more than ${limits.entries} entries.`);
        if (entry.directory || isLitter(entry.filename)) continue;
        if (entry.encrypted) throw corrupt(`The archive is encrypted (${shown(entry.filename)}).`);
        if (leadsOut(entry.filename))
          throw corrupt(`The archive has an entry with an unsafe name: ${shown(entry.filename)}.`);
        if (entries.has(entry.filename)) throw corrupt(`The archive holds ${shown(entry.filename)} twice.`);
        declared += entry.uncompressedSize;
        if (declared > limits.unpacked)
          throw tooLarge(`The archive would unpack to more than ${mb(limits.unpacked)} MB.`);
        entries.set(entry.filename, entry);
      }
    } catch (error) {
      await reader.close().catch(() => {});
      if (error instanceof ReticleError) throw error;
      if (reason(error) === zip.ERR_UNSAFE_FILENAME)
        throw corrupt('The archive has an entry with an unsafe name, one that leads out of its folder.');
      throw corrupt(`The file is not a ZIP archive, or was cut short (${reason(error)}).`);
    }
    const folder = commonFolder(entries.keys());
    const inFolder = new Map([...entries].map(([name, entry]) => [name.slice(folder.length), entry]));
    return new BoundedZip(reader, inFolder, limits);
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(path: string): boolean {
    return this.entries.has(path);
  }

  /** @param limit bytes this entry may have. */
  async read(path: string, limit = this.#left): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.entries.get(path);
    if (!entry) throw corrupt(`The archive lacks ${path}.`);
    const most = Math.min(limit, this.#left, entry.uncompressedSize);
    if (entry.uncompressedSize > most)
      throw tooLarge(`${path} would unpack to ${mb(entry.uncompressedSize)} MB; ${mb(most)} MB may come.`);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (piece) => {
        size += piece.length;
        if (size > most) throw tooLarge(`${path} unpacks to more than the archive declares.`);
        pieces.push(piece);
      },
    });
    try {
      await entry.getData(sink, { checkSignature: true, checkOverlappingEntry: true });
    } catch (error) {
      if (error instanceof ReticleError) throw error;
      if (size > most) throw tooLarge(`${path} unpacks to more than the archive declares.`);
      throw corrupt(`${path} in the archive is damaged (${reason(error)}).`);
    }
    this.#left -= size;
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  async close(): Promise<void> {
    await this.reader.close();
  }
}

const mb = (bytes: number) => Math.ceil(bytes / 2 ** 20);
const shown = (name: string) => JSON.stringify(name.slice(0, 80));
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 120);
