import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pick, seeded } from '../testing/random';
import { serveFolder } from './serve-folder';

const SECRET = 'outside the folder';
const PAGE = '<!doctype html><title>Reticle</title>';
let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reticle-serve-'));
  const root = join(folder, 'root');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(folder, 'root-beside'));
  writeFileSync(join(root, 'index.html'), PAGE);
  writeFileSync(join(root, 'empty.json'), '');
  writeFileSync(join(root, 'assets', 'code-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  writeFileSync(join(folder, 'root-beside', 'secret.txt'), SECRET);
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
  symlinkSync(join(folder, 'root-beside'), join(root, 'linked'));
  symlinkSync(join(root, 'ring'), join(root, 'ring'));
  ({ server } = await serveFolder(root, 0));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((done, fail) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `localhost:${port}`, ...headers },
    });
    asked.on('error', fail);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.end();
  });
}

/** Bytes as they are, for what no client would send. Resolves with all that came until the connection closed. */
function send(bytes: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    socket.on('error', () => {});
    socket.on('close', () => done(text));
    socket.write(bytes, 'latin1');
  });
}

const raw = (target: string, method = 'GET') =>
  send(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? Number.NaN);

test.each([
  ['a file as a folder', '/index.html/', 404],
  ['a file as a folder, deeper', '/index.html/a/b', 404],
  ['a name that is too long', `/${'a'.repeat(300)}`, 404],
  ['a path that is too long', `/${'a/'.repeat(4000)}`, 400],
  ['NUL', '/index.html%00', 400],
  ['broken escapes', '/%E0%A4%A', 400],
  ['a folder', '/assets', 404],
  ['the folder above', '/%2e%2e/secret.txt', 404],
  ['the folder above, by a backslash', '/..%5csecret.txt', 400],
  ['a folder of the same beginning', '/../root-beside/secret.txt', 404],
  ['an absolute path', '//etc/passwd', 404],
  ['a link that leads out', '/link.txt', 404],
  ['a folder by a link that leads out', '/linked/secret.txt', 404],
  ['a link to itself', '/ring', 404],
  ['an address in place of a path', 'http://localhost/index.html', 400],
  ['a star', '*', 400],
])('%s is refused', async (_, target, status) => {
  const answer = await raw(target);
  expect(statusOf(answer)).toBe(status);
  expect(answer).not.toContain(SECRET);
  expect(answer).toMatch(/cache-control: no-store/i);
  expect(answer).toMatch(/content-security-policy: /i);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND', 'CONNECT'])(
  '%s is not allowed',
  async (method) => expect(statusOf(await raw('/', method))).toBe(405),
);

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['bytes that are no text', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
])('%s is a bad request', async (_, bytes) => expect(statusOf(await send(bytes))).toBe(400));

test('headers without an end are cut off', async () => {
  const answer = await send(`GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(100_000)}`);
  expect(['', '431']).toContain(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '');
});

test('a foreign name for this computer is refused, its own are not', async () => {
  const status = async (host: string) => (await ask('/', { host })).status;
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'a@localhost',
  ])
    expect([host, await status(host)]).toEqual([host, 400]);
  for (const host of ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, '[::1]:80'])
    expect([host, await status(host)]).toEqual([host, 200]);
});

test('pages are asked for again, assets are not, and what is unchanged is not sent twice', async () => {
  const page = await ask('/?demo=1');
  expect(page).toMatchObject({ status: 200, text: PAGE, headers: { 'cache-control': 'no-cache' } });
  const tag = String(page.headers.etag);
  expect(await ask('/', { 'if-none-match': tag })).toMatchObject({ status: 304, text: '' });
  expect((await ask('/assets/code-1a2b.js')).headers['cache-control']).toContain('immutable');
  expect(await ask('/empty.json')).toMatchObject({ status: 200, text: '' });
  expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
});

test.each([
  ['bytes=0-4', 206, PAGE.slice(0, 5)],
  ['bytes=10-', 206, PAGE.slice(10)],
  ['bytes=-5', 206, PAGE.slice(-5)],
  ['bytes=0-99999', 206, PAGE],
  ['bytes=99999-', 416, null],
  ['bytes=-0', 416, null],
  ['bytes=5-2', 200, PAGE],
  ['bytes=0-1,4-5', 200, PAGE],
  ['pages=1-2', 200, PAGE],
])('range %s', async (range, status, text) => {
  const answer = await ask('/', { range });
  expect(answer.status).toBe(status);
  if (text !== null) expect(answer.text).toBe(text);
});

test('whatever is sent is answered, and nothing but the folder comes back', async () => {
  const next = seeded(20261129);
  const parts = [
    ...['/', '//', '..', '.', '%2e%2e', '%2f', '%5c', '%00', '%', '%zz', '%c0%ae', 'index.html', 'link.txt'],
    ...[
      'linked',
      'secret.txt',
      'root-beside',
      'assets',
      '?',
      '#',
      '@',
      ':',
      '\\',
      '~',
      'é',
      '\u0001',
      'a'.repeat(260),
    ],
  ];
  const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'get', 'G\u0001T', ''];
  for (let round = 0; round < 400; round++) {
    const target =
      (next() < 0.8 ? '/' : '') + Array.from({ length: 1 + next() * 8 }, () => pick(next, parts)).join('');
    const answer = await raw(target, pick(next, methods));
    expect([200, 400, 404, 405], JSON.stringify({ round, target })).toContain(statusOf(answer));
    expect(answer).not.toContain(SECRET);
  }
  expect((await ask('/')).text).toBe(PAGE);
});
