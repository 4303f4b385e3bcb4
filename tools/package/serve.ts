import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFolder } from '../server/serve-folder.ts';

/** `node serve.mjs` beside a packaged program: serves it on this computer, from a disk or a stick, with nothing installed. */
const wanted = Number(process.env.PORT ?? 4173);
const folder = join(dirname(fileURLToPath(import.meta.url)), 'app');
const { url } = await serveFolder(folder, wanted).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') return serveFolder(folder, 0);
  throw error;
});
console.log(`Reticle is running at  ${url}\nOpen that address in Chrome or Edge. Stop with Ctrl+C.`);
