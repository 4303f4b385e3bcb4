import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** A package of which something is in the built app. */
export interface Notice {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json. */
  readonly licence: string;
  /** Its licence and notice files, whole. */
  readonly text: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const IN_PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The packages that modules come from, by their names. @param modules ids as the bundler gives them */
export function noticesOf(modules: Iterable<string>): readonly Notice[] {
  const folders = new Set<string>();
  for (const id of modules) {
    const folder = IN_PACKAGE.exec(id.replace(/^\0+/, '').split('?', 1)[0] ?? '')?.[1];
    if (folder && existsSync(join(folder, 'package.json'))) folders.add(folder);
  }
  return [...folders]
    .map(noticeOf)
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function noticeOf(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  return {
    name,
    version,
    licence: typeof license === 'string' ? license : 'see its text',
    text: texts.join('\n\n'),
  };
}

/** What is said of the pictures of real tissue that come with the app: the licence file of each. */
export function pictureNotices(folder = 'public/slides'): readonly Pick<Notice, 'name' | 'text'>[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name: `slides/${name}`,
      text: readFileSync(join(folder, name, 'LICENCE.txt'), 'utf8').trim(),
    }));
}

/** One text of all notices. @param apache the text of Apache-2.0, for packages under it that bring no licence file */
export function noticesText(
  notices: readonly Notice[],
  apache: string,
  pictures: readonly Pick<Notice, 'name' | 'text'>[] = [],
): string {
  const parts = notices.map(({ name, version, licence, text }) => {
    const source = `Source: https://www.npmjs.com/package/${name}/v/${version}`;
    return `${name} ${version}\nLicence: ${licence}\n${source}\n\n${text || 'The package holds no licence file; its package.json names the licence above. The text of Apache-2.0 stands at the end.'}\n`;
  });
  const head = 'Reticle holds parts of these packages. Its own licence stands in LICENSE (Apache-2.0).\n';
  const slides = pictures.map(({ name, text }) => `${name}\n\n${text}\n`);
  return [head, ...slides, ...parts, apache].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Vite plugins that put `third-party-notices.txt` beside the built app, from what is in its bundles: `main` goes to the
 * page, `worker` to the workers, whose bundles are made before that of the page is written.
 */
export function thirdPartyNotices(): { readonly main: Plugin; readonly worker: Plugin } {
  const modules = new Set<string>();
  const collect = (bundle: Readonly<Record<string, { type: string; moduleIds?: readonly string[] }>>) => {
    for (const output of Object.values(bundle)) for (const id of output.moduleIds ?? []) modules.add(id);
  };
  return {
    worker: { name: 'third-party-notices-worker', generateBundle: (_, bundle) => collect(bundle) },
    main: {
      name: 'third-party-notices',
      generateBundle(_, bundle) {
        collect(bundle);
        const source = noticesText(noticesOf(modules), readFileSync('LICENSE', 'utf8'), pictureNotices());
        this.emitFile({ type: 'asset', fileName: 'third-party-notices.txt', source });
      },
    },
  };
}
