/** What file managers add when they pack a folder: resource forks, views of folders, thumbnails. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$|\.directory$)/i;

export const isLitter = (name: string): boolean => LITTER.test(name);

/** A name that leads out of the archive's own folder, or is none at all. */
export function leadsOut(name: string): boolean {
  const parts = name.split('/');
  return parts.some((part) => ['', '.', '..'].includes(part)) || /^[a-z]:|[\\\p{Cc}]/iu.test(name);
}

/** The one folder that all lies in, with its slash, where somebody has packed the folder and not what is in it. */
export function commonFolder(names: Iterable<string>): string {
  let common: string | null = null;
  for (const name of names) {
    const folder = name.slice(0, name.indexOf('/') + 1);
    if (folder === '' || (common !== null && folder !== common)) return '';
    common = folder;
  }
  return common ?? '';
}
