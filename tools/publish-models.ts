import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { extname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** Of a model's folder, what the app and its users read; not how it was trained or tested. */
const PUBLISHED = /^(manifest\.json|model\.json|[\w.-]+\.bin|CARD\.md)$/;
const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.bin': 'application/octet-stream',
};

/** Names of the model folders below `root`: those with a manifest. */
export function modelFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'manifest.json')))
    .map(({ name }) => name)
    .sort();
}

/** Published files of a model folder, by name. */
export function publishedFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && PUBLISHED.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/**
 * Vite plugin: puts models/<id>/ under /models/<id>/ of the built app and of the development server, and
 * /models/index.json, a JSON array of the folder names, beside them.
 */
export function publishModels(root = 'models'): Plugin {
  let out = 'dist';
  return {
    name: 'publish-models',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        const answer = (type: string, body: string, status = 200) => {
          response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
          response.end(body);
        };
        if (path === 'index.json') return answer(TYPES['.json'] ?? '', JSON.stringify(modelFolders(root)));
        const [folder, file, ...deeper] = path.split('/');
        if (!folder || !file || deeper.length > 0 || !PUBLISHED.test(file)) return next();
        const known =
          modelFolders(root).includes(folder) && publishedFiles(join(root, folder)).includes(file);
        if (!known) return answer('text/plain; charset=utf-8', 'Not found.', 404);
        const full = join(root, folder, file);
        response.writeHead(200, {
          'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
          'Content-Length': statSync(full).size,
          'Cache-Control': 'no-cache',
        });
        createReadStream(full).pipe(response);
      });
    },
    closeBundle() {
      const target = join(out, 'models');
      mkdirSync(target, { recursive: true });
      const folders = modelFolders(root);
      for (const folder of folders)
        for (const file of publishedFiles(join(root, folder)))
          cpSync(join(root, folder, file), join(target, folder, file));
      writeFileSync(join(target, 'index.json'), JSON.stringify(folders));
    },
  };
}
