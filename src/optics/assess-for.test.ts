import { expect, test } from 'vitest';
import type { PictureKind } from '../domain/picture';
import { type FieldQuality, QUALITY_FIELDS } from '../domain/quality';
import { assessFor } from './assess-for';

const REGION = {
  ...{ tissue: 0.9, clippedBright: 0, clippedDark: 0, blurUm: 0.6, luma: 0.6, ink: 0, solidInk: 0 },
  ...{ white: 0.95, streaks: 0.1 },
};

const fieldOf = (kind: PictureKind, change: Partial<typeof REGION> = {}): FieldQuality => ({
  ...{ columns: 1, rows: 1, picture: { field: kind, regions: [kind] } },
  values: Float32Array.from(QUALITY_FIELDS, (name) => ({ ...REGION, ...change })[name]),
});

type Gated = Parameters<typeof assessFor>[2][number];

const published: Gated = { quality: { maxDefocusUm: 2, minBrightness: 0.8, maxBrightness: 1.2 } };
const own = (expects: 'h-and-e' | 'anything'): Gated => ({
  ...published,
  expects,
  network: {} as NonNullable<Gated['network']>,
});
const first = (...args: Parameters<typeof assessFor>) => assessFor(...args).regions[0];

test('a model that was not made for H&E answers on what the others refuse, and they still refuse it', () => {
  const all = [published, own('anything')];
  for (const field of [
    fieldOf('dark-field', { luma: 0.05, white: 0.1 }),
    fieldOf('dab-stain', { tissue: 0 }),
  ]) {
    expect(first(field, own('anything'), all)).toBe('assessed');
    expect(first(field, published, all)).not.toBe('assessed');
    expect(first(field, null, all)).not.toBe('assessed');
  }
});

test('a model made for H&E is held to it, whoever brought it', () => {
  const all = [published, own('h-and-e')];
  expect(first(fieldOf('h-and-e'), own('h-and-e'), all)).toBe('assessed');
  expect(first(fieldOf('dab-stain'), own('h-and-e'), all)).toBe('dab-stain');
  expect(first(fieldOf('h-and-e', { blurUm: 5 }), own('h-and-e'), all)).toBe('out-of-focus');
});

test('what cannot be seen at all is never assessed', () => {
  expect(first(fieldOf('dark-field', { luma: 1 }), own('anything'), [])).toBe('blown-out');
  expect(first(fieldOf('dark-field', { luma: Number.NaN }), own('anything'), [])).toBe('looking');
});

test('limits of a model that the user brings are not those of the models that come with the app', () => {
  const strict = { ...own('h-and-e'), quality: { ...published.quality, maxDefocusUm: 0.1 } };
  const field = fieldOf('h-and-e', { blurUm: 2 });
  expect(first(field, published, [published, strict])).toBe('assessed');
  expect(first(field, strict, [published, strict])).toBe('out-of-focus');
});
