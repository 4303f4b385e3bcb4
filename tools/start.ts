import { rmSync } from 'node:fs';
import { build } from 'vite';
import { serveFolder } from './server/serve-folder.ts';
import { isProcessRunning, servedBuild } from './server/served-build.ts';

/** `npm start`: builds the app, serves it on localhost and says what to do next. */
const wanted = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
  console.error(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  process.exit(1);
}

console.log('Building Reticle ...');
const folder = servedBuild('node_modules/.cache/reticle-served', process.pid, isProcessRunning);
await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });

const { server, url } = await serveFolder(folder, wanted).catch((error: NodeJS.ErrnoException) => {
  // A second copy beside a running one takes the next free port.
  if (error.code === 'EADDRINUSE' && process.env.PORT === undefined) return serveFolder(folder, 0);
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${wanted} is in use. Choose another: PORT=5000 npm start`
      : `The server could not start: ${error.message}`,
  );
  process.exit(1);
});

console.log(`
Reticle is running at  ${url}

  1. Open that address in Chrome or Edge. The demonstration starts by itself: real lymph node tissue on a
     simulated stage, with the metastasis overlay on it.
  2. For your own slide choose Camera under Source, and set the objective in the light path.
  3. Press ? in the page for all keys.

For research use only. Nothing leaves this computer. Stop with Ctrl+C.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
