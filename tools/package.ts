import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { build } from 'vite';
import manifest from '../package.json' with { type: 'json' };
import { serverConfigs } from './package/header-configs.ts';

/**
 * `npm run package`: the built program as a folder and a zip in `release/`, to be put on any static server or onto a
 * stick. `--out=DIR` writes elsewhere.
 */
const out = resolve(
  process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? 'release',
);
const name = `reticle-${manifest.version}`;
const folder = join(out, name);
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'server-configurations'), { recursive: true });

console.log('Building Reticle ...');
await build({ logLevel: 'warn', build: { outDir: join(folder, 'app'), emptyOutDir: true } });
// The server of `npm start` in one file that needs Node and nothing else.
await build({
  configFile: false,
  logLevel: 'warn',
  build: {
    ssr: 'tools/package/serve.ts',
    outDir: folder,
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames: 'serve.mjs' } },
  },
});
for (const { file, text } of serverConfigs())
  writeFileSync(join(folder, 'server-configurations', file), text);
writeFileSync(
  join(folder, 'READ-ME-FIRST.txt'),
  `Reticle ${manifest.version}. For research use only.

On this computer: with Node 20 or newer (https://nodejs.org), run  node serve.mjs  in this folder and open the address
that it tells in Chrome or Edge. Once opened, the browser keeps the program: that address then works without the server.

On a web server: put the folder "app" on it, with the headers of "server-configurations".
Files are not opened by a double click: browsers let no page that lies on a disk use a camera or WebAssembly.
`,
);
for (const file of ['LICENSE', 'CHANGELOG.md']) writeFileSync(join(folder, file), readFileSync(file));

const zip = new ZipWriter(new Uint8ArrayWriter());
for (const path of filesBelow(folder))
  await zip.add(
    `${name}/${relative(folder, path).replaceAll('\\', '/')}`,
    new Uint8ArrayReader(readFileSync(path)),
  );
const bytes = await zip.close();
writeFileSync(join(out, `${name}.zip`), bytes);
console.log(`${folder}\n${join(out, `${name}.zip`)}: ${(bytes.length / 1e6).toFixed(1)} MB`);

function filesBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
