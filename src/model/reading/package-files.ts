import { ReticleError } from '../../domain/errors';

/** The files of a dropped or chosen package, by their path below its folder. */
export type PackageFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Of all files together, and of a description, bytes. */
export const PACKAGE_LIMITS = { file: 512 * 2 ** 20, entries: 2000, unpacked: 768 * 2 ** 20 };
const MOST_TEXT = 2 ** 20;

const decoder = new TextDecoder('utf-8', { fatal: true });

export const invalid = (message: string, remedy: string, cause?: unknown): ReticleError =>
  new ReticleError('model-invalid', message, remedy, { cause });

/** @throws ReticleError 'model-missing', or 'model-invalid' where the name leads out of the package */
export function fileOf(files: PackageFiles, source: string, by: string): Uint8Array<ArrayBuffer> {
  if (/^[a-z][a-z0-9+.-]*:/i.test(source))
    throw invalid(
      `${by} takes ${JSON.stringify(source.slice(0, 120))} from the network, which Reticle never does.`,
      'Download that file, and put it into the package.',
    );
  const path = source.replace(/^\.\//, '');
  if (path.split('/').some((part) => part === '..' || part === '') || /[\\\p{Cc}]/u.test(path))
    throw invalid(
      `${by} names ${JSON.stringify(source.slice(0, 120))}, which lies outside of the package.`,
      'Every file must lie within the package.',
    );
  const file = files.get(path);
  if (!file)
    throw new ReticleError(
      'model-missing',
      `${by} needs ${path.slice(0, 120)}, which is not in the package.`,
      'Drop all files of the model together: its folder, or the ZIP it came in.',
    );
  return file;
}

/** @throws ReticleError 'model-invalid' where it is too long, or not UTF-8 */
export function textOfFile(bytes: Uint8Array, name: string): string {
  if (bytes.length > MOST_TEXT)
    throw invalid(
      `${name} has ${Math.ceil(bytes.length / 2 ** 20)} MB; a description may have 1 MB.`,
      'Get the package again from its author.',
    );
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw invalid(`${name} is not text in UTF-8.`, 'Get the package again from its author.', cause);
  }
}
