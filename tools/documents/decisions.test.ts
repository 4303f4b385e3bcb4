import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'docs/adr';
const records = readdirSync(FOLDER).filter((name) => /^\d{4}-.+\.md$/.test(name));
const textOf = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

test('the index of decisions lists every decision once', () => {
  const listed = [...textOf('README.md').matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual(records.sort());
});

test('every decision has its number, a status, a context, a decision and consequences', () => {
  const parts = ['Status', 'Context', 'Decision', 'Consequences'];
  const lacking = records.flatMap((name) => {
    const text = textOf(name);
    return [
      ...(text.startsWith(`# ${Number(name.slice(0, 4))}. `) ? [] : [`${name}: number`]),
      ...parts
        .filter((part) => !new RegExp(`^\\*\\*${part}[.:]`, 'm').test(text))
        .map((part) => `${name}: ${part}`),
    ];
  });
  expect(records.length).toBeGreaterThan(15);
  expect(lacking).toEqual([]);
});
