import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { securityHeaders } from './security-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.md': 'text/markdown; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Serves a built folder on localhost with the security headers; nothing outside the folder, GET and HEAD only. */
export function serveFolder(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const root = resolve(folder);
  const headers = securityHeaders({ development: false });
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) => {
      response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(text);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Only GET and HEAD.');
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    } catch {
      return answer(400, 'Malformed address.');
    }
    const file = resolve(join(root, normalize(path.endsWith('/') ? `${path}index.html` : path)));
    if (file !== root && !file.startsWith(root + sep)) return answer(404, 'Not found.');
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) return answer(404, 'Not found.');
    response.writeHead(200, {
      ...headers,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Length': stat.size,
      // Built assets carry their hash in the name; the rest must be asked for again.
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      done({ server, url: `http://localhost:${address.port}/` });
    });
  });
}
