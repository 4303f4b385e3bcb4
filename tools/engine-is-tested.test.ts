import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../src/engine');

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(ROOT, name));
const isTest = (path: string) => path.endsWith('.test.ts');
const isHelper = (path: string) => /\/testing\/|\/test-[a-z]+\.ts$/.test(path);

/** Files that a test names: imports, and workers by their address. */
function namedBy(test: string): string[] {
  const text = readFileSync(test, 'utf8');
  const names = text.matchAll(/(?:from|import\(|new URL\()\s*'(\.{1,2}\/[^']+)'/g);
  return [...names].map(([, name = '']) => `${resolve(dirname(test), name).replace(/\.ts$/, '')}.ts`);
}

/** The client starts the engine's worker by its address, and takes nothing else from it. */
const entries = (tested: ReadonlySet<string>) =>
  [join(ROOT, 'worker.ts')].filter(() => tested.has(join(ROOT, 'client.ts')));

/** Types alone decide nothing. */
const decides = (path: string) =>
  /^(export )?(async )?(class|function|const|let) /m.test(readFileSync(path, 'utf8'));

test('every file of the engine that decides something is imported by a test', () => {
  const tested = new Set(files.filter(isTest).flatMap(namedBy));
  for (const entry of entries(tested)) tested.add(entry);
  const missing = files.filter(
    (path) => !isTest(path) && !isHelper(path) && decides(path) && !tested.has(path),
  );
  expect(missing.map((path) => relative(ROOT, path))).toEqual([]);
});

test('no file of the engine or of a session has more than 250 lines', () => {
  const sessions = resolve(ROOT, '../app/session');
  const all = [...files, ...readdirSync(sessions).map((name) => join(sessions, name))];
  const long = all
    .filter((path) => !isTest(path))
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 250);
  expect(long.map(({ path, lines }) => `${relative(ROOT, path)}: ${lines}`)).toEqual([]);
});
