import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securityHeaders } from '../security-headers';

let folder: string;
let server: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reticle-package-'));
  execFileSync(
    process.execPath,
    [join('node_modules', 'tsx', 'dist', 'cli.mjs'), 'tools/package.ts', `--out=${folder}`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}, 300_000);
afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('the packaged program is served by its own server, from any folder, with all its headers', async () => {
  const [name = ''] = readdirSync(folder).filter((each) => !each.endsWith('.zip'));
  expect(readdirSync(folder).sort()).toEqual([name, `${name}.zip`]);
  execFileSync('unzip', ['-q', `${name}.zip`, '-d', 'elsewhere'], { cwd: folder });
  const unpacked = join(folder, 'elsewhere', name);
  expect(existsSync(join(unpacked, 'app', 'sw.js'))).toBe(true);
  server = spawn(process.execPath, ['serve.mjs'], {
    cwd: unpacked,
    env: { PATH: process.env.PATH ?? '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve) => {
    server?.stdout?.on('data', (chunk: Buffer) => {
      const found = /http:\S+/.exec(chunk.toString())?.[0];
      if (found) resolve(found);
    });
  });
  const page = await fetch(address);
  expect(page.status).toBe(200);
  for (const [header, value] of Object.entries(securityHeaders({ development: false })))
    expect(page.headers.get(header)).toBe(value);
  expect((await fetch(new URL('/models/index.json', address))).status).toBe(200);
});
