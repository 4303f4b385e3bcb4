import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { isAmong, namedIn } from './named-paths';

/** What is built, fetched or made by whoever runs a command: not in the repository. */
const ELSEWHERE = new Set([
  'release/',
  'serve.mjs',
  'sw.js',
  'third-party-notices.txt',
  'runs/NAME/',
  'cards/ID.md',
]);

const IGNORED = new Set(['node_modules', '.git', 'dist', 'release', 'test-results', 'playwright-report']);

function under(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED.has(name) && name !== '.cache' && name !== '__pycache__')
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? [path, ...under(path)] : [path];
    });
}

const all = new Set(under('.'));
const names = new Set([...all].map((path) => basename(path)));
/** Parts of cards are left out: their links count from where the whole card will lie. */
const documents = [...all].filter(
  (path) => path.endsWith('.md') && !path.startsWith('models/training/cards/'),
);
const textOf = new Map(documents.map((path) => [path, readFileSync(path, 'utf8')]));

/** From the root, from `src`, or from beside the document; a name without a folder may be anywhere. */
function exists(path: string, document: string): boolean {
  const places = ['', 'src', dirname(document)].map((folder) => posix.normalize(join(folder, path)));
  if (places.some((place) => isAmong(all, place))) return true;
  return !path.replace(/\/$/, '').includes('/') && isAmong(names, path);
}

test('every file and folder that a document names is there', () => {
  expect(documents.length).toBeGreaterThan(30);
  const missing = [...textOf].flatMap(([document, text]) =>
    namedIn(text)
      .paths.filter((path) => !ELSEWHERE.has(path) && !path.startsWith('../shared/'))
      .filter((path) => !exists(path, document))
      .map((path) => `${document}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('every link of a document leads to a file or folder', () => {
  const broken = [...textOf].flatMap(([document, text]) =>
    namedIn(text)
      .links.filter((link) => !isAmong(all, posix.normalize(join(dirname(document), link))))
      .map((link) => `${document}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('every npm script that a document names is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const missing = [...textOf].flatMap(([document, text]) =>
    namedIn(text)
      .scripts.filter((script) => !(script in scripts))
      .map((script) => `${document}: ${script}`),
  );
  expect(missing).toEqual([]);
});

test('paths, links and scripts are found in the text of a document', () => {
  const text = [
    'See `src/a.ts`, `engine/frame-loop`, `b.wgsl` and `field/*-intake`, at `um/px`, as `image/png` by `@scope/name`.',
    'Run `npx tsx tools/bench.ts --quick` or `npm run bench -- --only=walk`, then [this](../x.md#part) or [that](https://a.b/c).',
    '```\nimport x from `src/not-there.ts`;\n```',
  ].join('\n');
  expect(namedIn(text)).toEqual({
    paths: ['src/a.ts', 'engine/frame-loop', 'b.wgsl', 'field/*-intake', 'tools/bench.ts'],
    links: ['../x.md'],
    scripts: ['bench'],
  });
});

test('a path is known by its whole name, without its ending, and by a pattern', () => {
  const files = new Set(['src', 'src/a-intake.ts', 'src/b.md']);
  expect(
    ['src/', 'src/a-intake', 'src/a-intake.ts', 'src/*-intake', 'src/*.md'].filter(
      (path) => !isAmong(files, path),
    ),
  ).toEqual([]);
  expect(
    ['a-intake', 'src/b', 'src/*-pins', 'src/a*/x', 'sr'].filter((path) => isAmong(files, path)),
  ).toEqual([]);
});
