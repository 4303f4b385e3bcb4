import { createReadStream, realpathSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { securityHeaders } from '../security-headers.ts';
import { isOwnHost, rangeOf, requestedFile } from './request-file.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Serves a built folder on localhost with the security headers: GET and HEAD, nothing outside the folder, and only to
 * who calls it by a name of this computer. Any request is answered; none ends the process. Nothing is compressed: what
 * it sends never leaves the computer.
 */
export function serveFolder(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const root = realpathSync(folder);
  const headers = securityHeaders({ development: false });

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const refuse = (status: number, text: string, more: Record<string, string> = {}) => {
      response.writeHead(status, {
        ...headers,
        'Content-Type': 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
        ...more,
      });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    if (!isOwnHost(request.headers.host)) return refuse(400, 'Open Reticle by the address that it told.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' });
    const file = await requestedFile(root, request.url ?? '');
    if ('status' in file) return refuse(file.status, file.text);
    const tag = `"${file.size.toString(36)}-${file.modified.toString(36)}"`;
    const known = {
      ...headers,
      ETag: tag,
      'Accept-Ranges': 'bytes',
      // Built assets carry their hash in the name; the rest must be asked for again.
      'Cache-Control': file.urlPath.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
    };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, known);
      response.end();
      return;
    }
    const range = rangeOf(request.headers.range, file.size);
    if (range === 'unsatisfiable')
      return refuse(416, 'The range lies beyond the end.', { 'Content-Range': `bytes */${file.size}` });
    const { start, end } = range ?? { start: 0, end: file.size - 1 };
    response.writeHead(range ? 206 : 200, {
      ...known,
      'Content-Type': TYPES[extname(file.path)] ?? 'application/octet-stream',
      'Content-Length': end - start + 1,
      ...(range && { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    });
    if (request.method === 'HEAD' || file.size === 0) response.end();
    else send(file.path, start, end, response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, headers).end();
    });
  });
  // What is no HTTP, and what would open a tunnel, has no response to answer by.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable && !socket.destroyed)
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  server.on('connect', (_, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      done({ server, url: `http://localhost:${address.port}/` });
    });
  });
}

/** A file that goes away or cannot be read ends its own answer; a reader that goes away closes the file. */
function send(path: string, start: number, end: number, response: ServerResponse): void {
  const stream = createReadStream(path, { start, end });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}
