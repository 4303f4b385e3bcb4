import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

/** A file below a folder, or the status and words to answer with instead. */
export type Found =
  | { readonly path: string; readonly urlPath: string; readonly size: number; readonly modified: number }
  | { readonly status: 400 | 404; readonly text: string };

const MALFORMED: Found = { status: 400, text: 'Malformed address.' };
const MISSING: Found = { status: 404, text: 'Not found.' };
/** No file of the app has a longer address; file systems refuse names of 256 bytes and more. */
const MAX_ADDRESS = 2048;

/**
 * The file that the target of a request names. Links are followed to where they end, and what ends outside `root` is
 * not found. Never throws, whatever the target is.
 * @param root real path of the folder
 */
export async function requestedFile(root: string, target: string): Promise<Found> {
  const urlPath = pathOf(target);
  if (urlPath === null) return MALFORMED;
  try {
    const path = await realpath(join(root, urlPath.endsWith('/') ? `${urlPath}index.html` : urlPath));
    const inside = relative(root, path);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return MISSING;
    const found = await stat(path);
    if (!found.isFile()) return MISSING;
    return { path, urlPath, size: found.size, modified: Math.floor(found.mtimeMs) };
  } catch {
    // Not there, no folder where the path takes one, a name that is too long, a ring of links, no right to read.
    return MISSING;
  }
}

/** The decoded path of `/path?query`; null where it is none. */
function pathOf(target: string): string | null {
  if (!target.startsWith('/') || target.length > MAX_ADDRESS) return null;
  try {
    const path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? '');
    return path.includes('\0') || path.includes('\\') ? null : path;
  } catch {
    return null;
  }
}

const HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether a request was sent to this computer by its own name. A foreign page whose name was turned to this address
 * (DNS rebinding) names itself.
 */
export const isOwnHost = (host: string | undefined): boolean => host !== undefined && HOST.test(host);

/**
 * The bytes that `Range: bytes=...` asks for, first and last; null: all of them, as for a header of several ranges or of
 * none that can be read; 'unsatisfiable': beyond the end.
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}
