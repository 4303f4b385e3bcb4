import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { listOf, recordOf, withoutTwins } from './bounded-list';

/** An element that counts how often it is looked at. */
function counted() {
  let looks = 0;
  const schema = z.unknown().superRefine((value, context) => {
    looks++;
    if (typeof value !== 'number')
      for (let k = 0; k < 10; k++)
        context.addIssue({ code: 'custom', message: `no number ${k}`, path: ['x'] });
  });
  return { schema, looks: () => looks };
}

test('a list that is too long is refused before an element is looked at', () => {
  const { schema, looks } = counted();
  const result = listOf(schema, 100).safeParse(new Array(1_000_000).fill(null));
  expect(result.error?.issues.map(({ code, path }) => [code, path])).toEqual([['too_big', []]]);
  expect(looks()).toBe(0);
});

test('a list ends at its first wrong element, which is named with few of its faults', () => {
  const { schema, looks } = counted();
  const values = [1, 2, ...new Array(10_000).fill('x')];
  const result = z.object({ list: listOf(schema, 20_000) }).safeParse({ list: values });
  expect(looks()).toBe(3);
  expect(result.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['list.2.x', 'no number 0'],
    ['list.2.x', 'no number 1'],
    ['list.2.x', 'no number 2'],
  ]);
});

test('a list within its limits comes as it is, one that is too short does not', () => {
  expect(listOf(z.int(), 3, 1).parse([1, 2, 3])).toEqual([1, 2, 3]);
  for (const wrong of [[], [1, 2, 3, 4], [1.5], 'x', null, { length: 1 }])
    expect(listOf(z.int(), 3, 1).safeParse(wrong).success).toBe(false);
});

test('an object of too many keys is refused before its values are looked at', () => {
  const { schema, looks } = counted();
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, k) => [`k${k}`, 'x']));
  expect(recordOf(z.string().max(64), schema, 10).safeParse(many).error?.issues).toHaveLength(1);
  expect(looks()).toBe(0);
  expect(recordOf(z.string().max(2), z.int(), 2).parse({ a: 1 })).toEqual({ a: 1 });
  expect(recordOf(z.string().max(2), z.int(), 2).safeParse({ abc: 1 }).success).toBe(false);
});

test('two of one id are named by the second', () => {
  const schema = listOf(z.object({ id: z.string() }), 9).superRefine(withoutTwins(({ id }) => id));
  const { error } = schema.safeParse([{ id: 'a' }, { id: 'b' }, { id: 'a' }, { id: 'a' }]);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['2.id']);
});

test('no schema has a list or an object of any size', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.includes('testing'))
    .filter((name) => name !== join('domain', 'bounded-list.ts'));
  expect(files.length).toBeGreaterThan(300);
  const unbounded = files.filter((name) =>
    /\bz\s*\.(array|record|map|set)\(/.test(readFileSync(join('src', name), 'utf8')),
  );
  expect(unbounded).toEqual([]);
});
