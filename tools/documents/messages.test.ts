import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from '../../src/app/i18n/en';
import { OTHER_PICTURES } from '../../src/domain/picture';
import { hasTest, testBlock } from './named-test';

interface Row {
  readonly key: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

const [, status = '', errors = '', notices = ''] = readFileSync('docs/messages.md', 'utf8').split(/^## /m);

const rowsOf = (section: string): readonly Row[] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [key = '', , reachedBy = ''] = line.slice(2, -2).split(' | ');
      const tests = reachedBy.split('<br>').map((named) => {
        const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(named) ?? [];
        return { file, title };
      });
      return { key: key.replaceAll('`', ''), tests };
    });

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Rows whose tests are not there. */
const missing = (rows: readonly Row[]) =>
  rows.flatMap(({ key, tests }) =>
    tests.filter(({ file, title }) => !hasTest(textOf(file), title)).map(({ title }) => `${key}: ${title}`),
  );

/** Rows of which no test speaks of the code itself. */
const unspoken = (rows: readonly Row[]) =>
  rows
    .filter(({ key, tests }) => {
      const group = (OTHER_PICTURES as readonly string[]).includes(key) ? 'OTHER_PICTURES' : null;
      return !tests.some(({ file, title }) => {
        const block = testBlock(textOf(file), title);
        return block.includes(`'${key}'`) || (group !== null && block.includes(group));
      });
    })
    .map(({ key }) => key);

test('every status is listed, with a test that speaks of it', () => {
  const codes = Object.entries(en.status).filter(
    ([, words]) => typeof words === 'object' && 'title' in words,
  );
  const rows = rowsOf(status);
  expect(rows.map(({ key }) => key).sort()).toEqual(codes.map(([code]) => code).sort());
  expect(missing(rows)).toEqual([]);
  expect(unspoken(rows)).toEqual([]);
});

test('every error code is listed, with a test that speaks of it', () => {
  const declared = /type ErrorCode =([^;]+);/.exec(readFileSync('src/domain/errors.ts', 'utf8'))?.[1] ?? '';
  const codes = [...declared.matchAll(/'([\w-]+)'/g)].map(([, code]) => code ?? '');
  const rows = rowsOf(errors);
  expect(codes.length).toBeGreaterThan(30);
  expect(rows.map(({ key }) => key).sort()).toEqual(codes.sort());
  expect(missing(rows)).toEqual([]);
  expect(unspoken(rows)).toEqual([]);
});

function keysOf(texts: object, prefix = ''): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'string' ? [prefix + name] : keysOf(text, `${prefix}${name}.`),
  );
}

function textAt(key: string): string {
  const at = key.split('.').reduce<unknown>((texts, name) => (texts as Record<string, unknown>)[name], en);
  return typeof at === 'string' ? at : '';
}

/** A test that holds a phrase of a text would fail if it said something else. */
const hasWords = (block: string, text: string) =>
  text
    .split(/\{\{[^}]*\}\}|[.,:;?]/)
    .some((phrase) => phrase.trim().length > 7 && block.includes(phrase.trim()));

/** Texts that say what to do are notices, and so are questions and problems. */
const isNotice = (key: string) =>
  /Remedy$|\.problems?\.|\.asking|^stillImage\.(text|told|notes)|^modelQuestion\.t/.test(key);

test('every notice and question is listed, with a test that speaks of it', () => {
  const rows = rowsOf(notices);
  const keys = keysOf(en);
  const covers = (row: Row, key: string) =>
    row.key.endsWith('*')
      ? key.startsWith(row.key.slice(0, -1))
      : key === row.key || key === `${row.key}Remedy`;
  expect(keys.filter((key) => isNotice(key) && !rows.some((row) => covers(row, key)))).toEqual([]);
  expect(rows.filter((row) => !keys.some((key) => covers(row, key))).map(({ key }) => key)).toEqual([]);
  const speaks = (row: Row, block: string) =>
    (row.key.endsWith('*') && block.includes(row.key.slice(0, -1))) ||
    keys.some((key) => covers(row, key) && (block.includes(`'${key}'`) || hasWords(block, textAt(key))));
  const mute = rows.filter(
    (row) => !row.tests.some(({ file, title }) => speaks(row, testBlock(textOf(file), title))),
  );
  expect(mute.map(({ key }) => key)).toEqual([]);
  expect(missing(rows)).toEqual([]);
});
