import { ReticleError } from '../../domain/errors';
import { BoundedZip } from '../../export/archive/bounded-zip';
import { commonFolder, isLitter } from '../../export/archive/zip-names';
import type { PackageFiles } from '../../model/bring';

/** Of a package, bytes and files. */
const LIMITS = { file: 512 * 2 ** 20, entries: 2000, unpacked: 768 * 2 ** 20 };

/** A file with its place in the folder that it was dropped or chosen with. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

const OF_A_MODEL = /(^|\/)(bioimageio\.ya?ml|rdf\.yaml|model\.yaml|model\.json)$|\.(onnx|pt|pth|h5|keras)$/i;

/** Whether these files are those of a model, and not of a case, a shape file or a picture. */
export async function isModel(files: readonly PlacedFile[]): Promise<boolean> {
  const [only] = files;
  if (files.length === 1 && only && isZip(only))
    return (await namesInZip(only.file)).some((name) => OF_A_MODEL.test(name));
  return files.some(({ path }) => OF_A_MODEL.test(path));
}

const isZip = ({ path }: PlacedFile) => /\.zip$/i.test(path);

/** Empty where it is no archive: whoever opens it says what it is. */
async function namesInZip(file: File): Promise<readonly string[]> {
  try {
    const zip = await BoundedZip.open(file, LIMITS);
    const names = zip.names();
    await zip.close();
    return names;
  } catch {
    return [];
  }
}

/**
 * The files of a package, unpacked where it came as a ZIP, below the one folder that holds them all.
 * @throws ReticleError 'file-corrupt', 'file-too-large'
 */
export async function packageFromFiles(files: readonly PlacedFile[]): Promise<PackageFiles> {
  const [only] = files;
  if (files.length === 1 && only && isZip(only)) return unpacked(only.file);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > LIMITS.unpacked || files.length > LIMITS.entries)
    throw new ReticleError(
      'file-too-large',
      `The files of the model are ${files.length} with ${Math.ceil(bytes / 2 ** 20)} MB; ${LIMITS.entries} files and ${LIMITS.unpacked / 2 ** 20} MB may come.`,
      'Drop only the files of one model.',
    );
  const kept = files.filter(({ path }) => !isLitter(path));
  const folder = commonFolder(kept.map(({ path }) => path));
  const entries = await Promise.all(
    kept.map(
      async ({ path, file }) =>
        [path.slice(folder.length), new Uint8Array(await file.arrayBuffer())] as const,
    ),
  );
  return new Map(entries);
}

async function unpacked(file: File): Promise<PackageFiles> {
  const zip = await BoundedZip.open(file, LIMITS);
  try {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const name of zip.names()) files.set(name, await zip.read(name));
    return files;
  } finally {
    await zip.close();
  }
}

/** Files of an input element: of a chosen folder with their places in it. */
export const placedFiles = (list: FileList): readonly PlacedFile[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** What was dropped, with folders opened. Called before the drop event ends: the browser forgets it then. */
export async function droppedFiles(data: DataTransfer): Promise<readonly PlacedFile[]> {
  const plain = placedFiles(data.files);
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return plain;
  const found: PlacedFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, into: PlacedFile[]): Promise<void> {
  if (into.length > LIMITS.entries) return;
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    into.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is told in parts, and ends with an empty one.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const each of part) await collect(each, into);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
