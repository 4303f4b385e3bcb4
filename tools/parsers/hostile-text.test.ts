import { expect, test } from 'vitest';
import { parseUmPerPx } from '../../src/app/state/calibration';
import { parseProfiles, readProfiles } from '../../src/app/state/calibration-profiles';
import { MAX_MESSAGE, ReticleError, toErrorReport } from '../../src/domain/errors';
import { wrapLine } from '../../src/export/caption';
import { exportFileName } from '../../src/export/file-name';
import { withoutNaN } from '../../src/export/geojson/open-file';
import { decodeTiff } from '../../src/source/still-image/decode-tiff';
import { aperioScale, imageJScale } from '../../src/source/still-image/physical-scale';
import { madeTiff } from '../../src/source/still-image/tiff/testing';
import { xmlElements } from '../../src/source/still-image/xml-elements';

/**
 * Inputs on which a reader whose work grows with the square of the text would take minutes to hours: the test comes to
 * its end, or the reader is such a one.
 */
const LONG = 1_000_000;

test.each([
  ['the start of an element, again and again', '<Pixels '.repeat(LONG / 8)],
  ['an attribute without end', `<Pixels a="${'x'.repeat(LONG)}`],
  ['attributes without an end of the element', `<Pixels${' a="b"'.repeat(LONG / 6)}`],
  ['spaces in an element', `<Pixels${' '.repeat(LONG)}x`],
  ['spaces before an equals sign', `<Pixels a${' '.repeat(LONG)}`],
  ['a comment in a comment', '<!--'.repeat(LONG / 4)],
  ['an angle bracket, again and again', '<'.repeat(LONG)],
  ['references that are none', `<a b="${'&#'.repeat(LONG / 2)}"/>`],
])('XML: %s', (_, text) => {
  expect([...xmlElements(text)].length).toBeLessThanOrEqual(1);
});

test.each([
  ['strings in a string that is not closed', `{"a":NaN,"${'\\"'.repeat(LONG)}`],
  ['quotes', `NaN${'"'.repeat(LONG)}`],
  ['backslashes', `NaN"${'\\'.repeat(LONG)}`],
  ['words that are none', 'NaNInfinitNaN'.repeat(LONG / 13)],
])('numbers that JSON does not know: %s', (_, text) => {
  expect(withoutNaN(text)?.length).toBeGreaterThan(0);
});

test('numbers that JSON does not know become null, and text stays text', () => {
  const text = String.raw`{"a":NaN,"b":[-Infinity,Infinity,1],"NaN":"NaN \" Infinity \\","c":-NaN}`;
  expect(JSON.parse(withoutNaN(text) ?? '')).toEqual({
    a: null,
    b: [null, null, 1],
    NaN: 'NaN " Infinity \\',
    c: null,
  });
  expect(withoutNaN('{"a":"NaN"}')).toBeNull();
});

test.each([
  ['spaces within', `1${' '.repeat(LONG)}x`],
  ['digits', '1'.repeat(LONG)],
  ['spaces before a unit that is none', `0.5${' '.repeat(LONG)}um/p`],
])('a scale that is typed: %s', (_, text) => {
  expect(parseUmPerPx(text)).toEqual({ problem: 'not-a-number' });
});

test('a typed scale may stand between spaces', () => {
  expect(parseUmPerPx(`${' '.repeat(LONG)}0,5 um / px${' '.repeat(LONG)}`)).toEqual({ value: 0.5 });
});

test('descriptions of other programs', () => {
  const spaces = ' '.repeat(LONG);
  expect(aperioScale(`|${spaces}|`.repeat(2))).toBeUndefined();
  expect(aperioScale('|MPP'.repeat(LONG / 4))).toBeUndefined();
  expect(imageJScale(`ImageJ=1${'\nunit'.repeat(LONG / 5)}`, 1, 1)).toBeUndefined();
  expect(wrapLine(spaces, () => true)).toEqual([]);
  expect(exportFileName({ title: '- '.repeat(LONG), createdAt: '2026-01-01' }, null, '.csv')).toBe(
    'reticle_2026-01-01.csv',
  );
});

test.each([
  ['NULs before its end', `${'\0'.repeat(LONG)}a`],
  ['the start of an element', '<Pixels '.repeat(LONG / 8)],
])('the description of a TIFF: %s', async (_, description) => {
  const tags = { 256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 270: description, 277: 1 };
  const { width, umPerPx } = await decodeTiff(madeTiff([{ tags, strips: [Uint8Array.of(0)] }]));
  expect([width, umPerPx]).toEqual([1, null]);
});

test('a TIFF with a height that is no whole number is refused', async () => {
  const tags = { 256: 1, 257: { fraction: [1, 3] as const }, 258: 8, 259: 1, 262: 1, 277: 1 };
  const made = madeTiff([{ tags, strips: [Uint8Array.of(0)] }]);
  await expect(decodeTiff(made)).rejects.toMatchObject({ code: 'file-corrupt' });
});

test('a message is of a length that can be read, whatever stands in a file', () => {
  const long = 'x'.repeat(100_000);
  const error = new ReticleError('file-corrupt', long, 'Open another.');
  expect(error.message).toHaveLength(MAX_MESSAGE);
  const report = toErrorReport(new Error(long), { code: 'export-failed', message: 'It failed', remedy: '' });
  expect(report.message.length).toBeLessThanOrEqual(MAX_MESSAGE);
  expect(() => parseProfiles(JSON.stringify({ [long]: long, format: long }))).toThrow(/^.{1,500}$/);
});

test('a calibration file that is too large is not read', async () => {
  const file = new Blob([' '.repeat(9 * 2 ** 20)]);
  file.text = () => Promise.reject(new Error('it was read'));
  await expect(readProfiles(file)).rejects.toMatchObject({ code: 'file-too-large' });
});
