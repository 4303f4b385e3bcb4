import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';

/** A copy of what the test server serves, whose files a test may change: all that the service worker keeps. */
export async function copyOfBuild(baseURL: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-offline-'));
  const fetched = async (name: string) => {
    const response = await fetch(new URL(name, baseURL));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    return path;
  };
  const script = readFileSync(await fetched('sw.js'), 'utf8');
  const runtime = /workbox-\w+/.exec(script)?.[0];
  await fetched(`${runtime}.js`);
  const files = [...script.matchAll(/\burl: ?"([^"]+)"/g)].map(([, name = '']) => name);
  expect(files.length).toBeGreaterThan(50);
  for (const name of files) await fetched(name);
  return folder;
}

export const closeServer = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
