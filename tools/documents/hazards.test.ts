import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasTest } from './named-test';

interface Hazard {
  readonly id: string;
  readonly severity: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

const hazards: readonly Hazard[] = readFileSync('docs/hazards.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| H\d/.test(line))
  .map((line) => {
    const [id = '', , , severity = '', , shownBy = ''] = line.slice(2, -2).split(' | ');
    const tests = shownBy.split('<br>').map((named) => {
      const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(named) ?? [];
      return { file, title };
    });
    return { id, severity, tests };
  });

test('every hazard has a number of its own, a severity and a test that is there', () => {
  expect(hazards.length).toBeGreaterThan(50);
  // Numbers stay with their hazard, wherever a new one stands.
  const numbers = hazards.map(({ id }) => Number(id.slice(1))).sort((a, b) => a - b);
  expect(numbers).toEqual(hazards.map((_, i) => i + 1));
  const missing = hazards.flatMap(({ id, severity, tests }) => [
    ...(['serious', 'moderate', 'minor'].includes(severity) ? [] : [`${id}: severity "${severity}"`]),
    ...tests
      .filter(({ file, title }) => !existsSync(file) || !hasTest(readFileSync(file, 'utf8'), title))
      .map(({ file, title }) => `${id}: ${file} › ${title}`),
  ]);
  expect(missing).toEqual([]);
});

test('a test that was renamed, or is only spoken of, is missed', () => {
  const source =
    "test('a title', () => {});\ntest.each([1])(\"it's %i\", run);\n// test('gone'\nconst text = 'spoken of';";
  expect(hasTest(source, 'a title')).toBe(true);
  expect(hasTest(source, "it's %i")).toBe(true);
  for (const title of ['a titl', 'spoken of', 'gone', '']) expect(hasTest(source, title), title).toBe(false);
});
