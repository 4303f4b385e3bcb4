import { readdirSync, readFileSync, statSync } from 'node:fs';
import { imageDimensionsFromData } from 'image-dimensions';
import { expect, test } from 'vitest';
import { TISSUE_SLIDES } from '../../src/source/simulated/slide-names';
import { tissueSlideSchema } from '../../src/source/tissue/tissue-file';
import type { Field } from './field';
import { resampled } from './field';
import { tissueShare } from './margin';
import { quilt } from './quilt';

const plain = (width: number, height: number, colour: (x: number, y: number) => number): Field => {
  const rgb = new Float32Array(3 * width * height);
  for (let at = 0; at < width * height; at++)
    rgb.fill(colour(at % width, Math.floor(at / width)), 3 * at, 3 * at + 3);
  return { width, height, rgb, known: new Uint8Array(width * height).fill(1) };
};

test.each(TISSUE_SLIDES)('%s comes whole: picture, table and licence', (slide) => {
  const folder = `public/slides/${slide}`;
  const table = tissueSlideSchema.parse(JSON.parse(readFileSync(`${folder}/slide.json`, 'utf8')));
  const size = imageDimensionsFromData(new Uint8Array(readFileSync(`${folder}/tissue.jpg`)));
  if (!size) throw new Error('the picture has no size');
  for (const { x, y } of [table.startUm, ...table.tour]) {
    expect(x).toBeLessThan(size.width * table.umPerPx);
    expect(y).toBeLessThan(size.height * table.umPerPx);
  }
  for (const tumour of [true, false])
    expect(table.places.filter((place) => place.tumour === tumour).length).toBeGreaterThan(30);
  expect(readFileSync(`${folder}/LICENCE.txt`, 'utf8')).toMatch(/CC0 1\.0|CC BY 4\.0/);
});

test('all slides of real tissue are small enough to be sent with the page', () => {
  const files = readdirSync('public/slides', { recursive: true, withFileTypes: true });
  const bytes = files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(`${parentPath}/${name}`).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
});

test('the margin keeps within what is known, wears off corners and drops crumbs', () => {
  const field = plain(400, 300, () => 120);
  for (let y = 0; y < 300; y++)
    for (let x = 0; x < 400; x++) {
      const known = (x < 250 && y < 200) || (x > 340 && y > 240);
      field.known[y * 400 + x] = known ? 1 : 0;
    }
  const share = tissueShare(field, 3);
  expect(share.every((value, at) => value === 0 || field.known[at] === 1)).toBe(true);
  expect(share[100 * 400 + 120]).toBe(1);
  expect(share[2 * 400 + 2]).toBe(0);
  expect(share[270 * 400 + 370]).toBe(0);
});

test('a whole tile ends in no straight line', () => {
  const share = tissueShare(
    plain(500, 400, () => 120),
    1,
  );
  const first = Array.from({ length: 200 }, (_, i) => {
    const row = 100 + i;
    return share.subarray(row * 500, (row + 1) * 500).findIndex((value) => value > 0);
  });
  expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(8);
  expect(share[200 * 500 + 250]).toBe(1);
});

test('a quilt takes each patch once, and joins patches that go on without a step', () => {
  const wave = (x: number) => 128 + 100 * Math.sin((2 * Math.PI * x) / 70);
  const patches = [0, 1].map(() => plain(96, 96, (x) => wave(x)));
  const joined = quilt(patches, 2, 1);
  expect(joined.width).toBe(166);
  for (let x = 0; x < joined.width; x++) expect(joined.rgb[3 * (40 * 166 + x)]).toBeCloseTo(wave(x), 0);
  expect(() => quilt(patches, 3, 1)).toThrow('too few patches');
});

test('another size of px keeps the colours where they are', () => {
  const field = resampled(
    plain(100, 50, (x) => 2 * x),
    1.35,
  );
  expect([field.width, field.height]).toEqual([135, 67]);
  for (const x of [20, 60, 110])
    expect(field.rgb[3 * (30 * 135 + x)]).toBeCloseTo(2 * ((x + 0.5) / 1.35 - 0.5), 1);
});
