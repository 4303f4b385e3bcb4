import { expect, test } from 'vitest';
import { readOptions } from './options';
import { plan } from './plan';

const titles = (...args: string[]) =>
  plan(readOptions(['--only=e2e', ...args]), '/scratch', 5000).map((group) =>
    group.map(({ title }) => title),
  );

test('short, long, or both', () => {
  expect(titles()).toEqual([['End-to-end tests']]);
  expect(titles('--long')).toEqual([['End-to-end tests, long']]);
  expect(titles('--with-long')).toEqual([['End-to-end tests'], ['End-to-end tests, long']]);
});

test('the static checks run beside the unit tests, once', () => {
  const groups = (...args: string[]) =>
    ['--only=unit', '--only=static'].map((only) => plan(readOptions([only, ...args]), '/scratch', 5000));
  expect(groups('--with-long').map((each) => each.flat().map(({ title }) => title))).toEqual([
    ['Unit tests', 'Unit tests, long'],
    ['Type check', 'Lint', 'Dependency rule'],
  ]);
});

test('a change asks for its own tests alone, and may concern none', () => {
  const [[unit] = []] = plan(readOptions(['--only=unit', '--changed', 'src/domain']), '/scratch', 5000);
  expect(unit?.args).toEqual(expect.arrayContaining(['--changed', 'HEAD', 'src/domain']));
  expect(unit?.mayBeEmpty).toBe(true);
});

test('a stage that does not exist is refused', () => {
  expect(() => readOptions(['--only=speed'])).toThrow('--only must be one of static, unit, python, gpu, e2e');
});
