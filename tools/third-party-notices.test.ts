import { expect, test } from 'vitest';
import { noticesOf, noticesText, pictureNotices } from './third-party-notices';

const root = `${process.cwd()}/node_modules`;

test('each package is named once, with its licence as it stands', () => {
  const notices = noticesOf([
    `${root}/react/index.js`,
    `${root}/react/cjs/react.production.js?commonjs`,
    `\0${root}/@zip.js/zip.js/lib/core/io.js`,
    `${root}/mediabunny/dist/modules/src/index.js`,
    `${process.cwd()}/src/main.tsx`,
    '\0virtual:something',
  ]);
  expect(notices.map(({ name, licence }) => [name, licence])).toEqual([
    ['@zip.js/zip.js', 'BSD-3-Clause'],
    ['mediabunny', 'MPL-2.0'],
    ['react', 'MIT'],
  ]);
  for (const { text } of notices) expect(text).toMatch(/copyright|license/i);
  const text = noticesText(notices, 'Apache License');
  for (const { name, version } of notices) expect(text).toContain(`${name} ${version}\n`);
});

test('the pictures of real tissue are credited by their makers and licences', () => {
  const text = noticesText([], 'Apache License', pictureNotices());
  expect(text).toMatch(/slides\/lymph-node-tissue[\s\S]*PatchCamelyon[\s\S]*CC0/);
  expect(text).toMatch(/slides\/prostate-tissue[\s\S]*RINGS[\s\S]*Changes:[\s\S]*licence/);
  expect(text).toContain('https://creativecommons.org/licenses/by/4.0/');
});
