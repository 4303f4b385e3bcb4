import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type PartReport, withTables } from './document';

const part = (title: string, value: number): PartReport => ({
  title,
  figures: [{ name: 'error', value, unit: 'px', basis: '3 frames', target: { atMost: 1 } }],
});

test('tables are written anew, the words beside them stay', () => {
  const before =
    '# Figures\n\nHow.\n\n## One\n\nWhy.\n\n| Figure |\n| --- |\n| old |\n\n## Two\n\n| other |\n';
  const after = withTables(before, [part('One', 0.5)]);
  expect(after).toBe(
    '# Figures\n\nHow.\n\n## One\n\nWhy.\n\n| Figure | Value | Target | Basis |\n| --- | --- | --- | --- |\n| error | 0.5 px | <= 1 | 3 frames |\n\n## Two\n\n| other |\n',
  );
  expect(withTables(after, [part('One', 0.5)])).toBe(after);
  expect(() => withTables(before, [part('Three', 1)])).toThrow('## Three');
});

test('docs/bench.md holds the figures of docs/bench.json', () => {
  const { parts } = JSON.parse(readFileSync('docs/bench.json', 'utf8')) as {
    parts: Record<string, PartReport>;
  };
  const document = readFileSync('docs/bench.md', 'utf8');
  expect(withTables(document, Object.values(parts))).toBe(document);
});
