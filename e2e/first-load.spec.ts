import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { serveFolder } from '../tools/server/serve-folder';
import { closeServer, copyOfBuild } from './served-copy';
import { open, untilFrames } from './support';

/** The models, and what they run on: fetched beside the live view. */
const FOR_MODELS = /(gpu-runtime|inference-worker|onnx|ort-)[\w.-]*\.(m?js|wasm)$|\.wasm$|^\/models\//;
const LIMIT_BYTES = 2_500_000;

test('the first picture of the demonstration takes less than 2.5 MB, compressed', async ({
  page,
  baseURL,
}) => {
  const folder = await copyOfBuild(baseURL ?? '');
  const { server, url } = await serveFolder(folder, 0);
  const asked = new Set<string>();
  server.on('request', ({ url: path = '/' }) => asked.add(new URL(path, url).pathname));
  try {
    await open(page, url);
    await untilFrames(page, 3);
    const compressed = (path: string) =>
      gzipSync(readFileSync(join(folder, path === '/' ? 'index.html' : path))).length;
    const sum = (paths: readonly string[]) => paths.reduce((bytes, path) => bytes + compressed(path), 0);
    const own = [...asked].filter((path) => !FOR_MODELS.test(path));
    console.log(
      `First load: ${sum(own)} bytes in ${own.length} files, and ${sum([...asked]) - sum(own)} for models`,
    );
    // The page, the engine's worker, the microscope's and its slide are among them.
    expect(own.length).toBeGreaterThan(5);
    expect(own.some((path) => path.endsWith('tissue.jpg'))).toBe(true);
    expect(sum(own)).toBeLessThan(LIMIT_BYTES);
  } finally {
    await closeServer(server);
    rmSync(folder, { recursive: true, force: true });
  }
});
