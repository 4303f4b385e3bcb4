import { expect, test } from 'vitest';
import type { PictureKind } from '../domain/picture';
import { assessRegions } from './assess';
import { measureQuality } from './quality-reference';
import type { FieldBytes } from './resample-reference';
import { NO_STRUCTURE } from './spectrum/structure';
import { movedOnto, striped } from './testing/doubled-field';
import { flatField, proceduralTissue, throughCamera } from './testing/procedural-field';
import { type Absorption, STAIN_VECTORS as S, stainedField } from './testing/stained-field';

const shown = (field: FieldBytes) => measureQuality(field).picture?.field;
/** The same by its colours alone. */
const byColour = (field: FieldBytes) => measureQuality(field, 1, () => NO_STRUCTURE).picture?.field;
const he = stainedField(S.haematoxylin, S.eosin);

test.each<[PictureKind, Absorption, Absorption]>([
  ['dab-stain', S.dab, S.haematoxylin],
  ['dab-stain', S.haematoxylin, S.dab],
  ['aec-stain', S.haematoxylin, S.aec],
  ['pas-stain', S.haematoxylin, S.pas],
  ['giemsa-stain', S.methyleneBlue, S.giemsaEosin],
  ['masson-stain', S.methylBlue, S.fuchsin],
  ['blue-stain', S.alcianBlue, S.haematoxylin],
])('%s is told from H&E', (kind, nuclei, ground) => {
  expect(shown(stainedField(nuclei, ground))).toBe(kind);
});

test('H&E is H&E in weak and strong stain, dim light and any white balance', () => {
  expect(shown(he)).toBe('h-and-e');
  expect(shown(proceduralTissue(320, 256))).toBe('h-and-e');
  const times = (stain: Absorption, factor: number): Absorption => [
    stain[0] * factor,
    stain[1] * factor,
    stain[2] * factor,
  ];
  for (const factor of [0.6, 1.4])
    expect(shown(stainedField(times(S.haematoxylin, factor), times(S.eosin, factor)))).toBe('h-and-e');
  for (const gains of [
    [0.7, 0.7, 0.7],
    [0.9, 1, 1],
    [1, 0.9, 1],
    [1, 1, 0.9],
  ] as const)
    expect(shown(throughCamera(he, { gains, noise: 0.01 })), String(gains)).toBe('h-and-e');
});

test('a picture without colour is told as such, not as ink', () => {
  const rgba = new Uint8ClampedArray(he.rgba);
  for (let at = 0; at < rgba.length; at += 4) rgba.fill(rgba[at + 1] ?? 0, at, at + 3);
  const quality = measureQuality({ ...he, rgba });
  expect(quality.picture?.field).toBe('no-colour');
  expect(new Set(assessRegions(quality).regions)).toEqual(new Set(['no-colour']));
});

test('light on a dark ground is fluorescence', () => {
  const colour = [0.1, 0.3, 1] as const;
  const glow = (density: number, c: number) => 6 + 200 * (colour[c] ?? 0) * density;
  const nuclei = [1, 1, 1] as const;
  expect(shown(stainedField(nuclei, [0.05, 0.05, 0.05], glow))).toBe('dark-field');
});

test('print in two colours is no section, purple on pink included', () => {
  const page = flatField(320, 256, [236, 190, 216]);
  for (let y = 0; y < 256; y++)
    for (let x = 0; x < 320; x++)
      if (y % 16 < 9 && (x % 9 < 2 || (y % 16 < 2 && x % 27 < 18)))
        page.rgba.set([92, 46, 130], 4 * (y * 320 + x));
  const seen = throughCamera(page, { blur: 0.6, noise: 0.01 });
  expect(shown(seen)).toBe('not-a-section');
  // Not by the rows of its letters: words in no order are print, too.
  expect(byColour(seen)).toBe('not-a-section');
});

test('a beat of colours over H&E is a screen', () => {
  const rgba = new Uint8ClampedArray(he.rgba);
  for (let i = 0; i < rgba.length; i++) {
    const x = (i >> 2) % he.width;
    if ((i & 3) < 3) rgba[i] = (rgba[i] ?? 0) * (0.8 + 0.2 * Math.sin(x / 3 + 2.1 * (i & 3)));
  }
  expect(shown({ ...he, rgba })).toBe('not-a-section');
  expect(byColour({ ...he, rgba })).toBe('not-a-section');
});

test('blank glass says nothing, and a pen mark on part of a field nothing of the rest', () => {
  expect(shown(throughCamera(flatField(320, 256, [243, 241, 243]), { noise: 0.02 }))).toBe('h-and-e');
  const rgba = new Uint8ClampedArray(he.rgba);
  for (let y = 0; y < he.height; y++)
    for (let x = 0; x < 60; x++)
      [1.6, 1, 0.25].forEach((density, c) => {
        const at = 4 * (y * he.width + x) + c;
        rgba[at] = (rgba[at] ?? 0) * Math.exp(-density);
      });
  const { picture, ...quality } = measureQuality({ ...he, rgba });
  expect(picture?.field).toBe('h-and-e');
  expect(assessRegions({ ...quality, ...(picture && { picture }) }).regions.slice(0, 5)).toEqual([
    ...(['ink', 'ink', 'assessed', 'assessed', 'assessed'] as const),
  ]);
});

test('a field on a moved copy of itself is a double exposure, and nothing of it is assessed', () => {
  const quality = measureQuality(throughCamera(movedOnto(he, 17, -9, 0.4), { noise: 0.01 }));
  expect(quality.picture?.field).toBe('double-exposure');
  expect(assessRegions(quality).regions).not.toContain('assessed');
});

test('a grey beat over H&E is a screen', () => {
  const screen = striped(he, { period: 9.5, angle: 0.4, depth: 0.25 });
  expect(shown(throughCamera(screen, { noise: 0.01 }))).toBe('not-a-section');
});

test.each([
  ['blue', [1.6, 1, 0.25]],
  ['red', [0.12, 1.6, 1.3]],
  ['green', [1.7, 0.5, 1.1]],
  ['violet', [1, 1.5, 0.4]],
  ['brown', [0.6, 1, 1.4]],
] as const)('see-through %s ink over all of a field is no H&E', (_, ink) => {
  const rgba = he.rgba.map((value, at) =>
    (at & 3) === 3 ? value : value * Math.exp(-0.5 * (ink[at & 3] ?? 0)),
  );
  const quality = measureQuality({ ...he, rgba });
  expect(assessRegions(quality).regions).not.toContain('assessed');
});

test('what is brown but as dark as no section is not called DAB', () => {
  const wood: Absorption = [0.5, 1.1, 1.7];
  expect(shown(stainedField(wood, [1.1, 1.6, 2.2]))).toBe('other-stain');
});

test('a picture in one colour is not called a stain', () => {
  const luma = (at: number) =>
    0.3 * (he.rgba[at] ?? 0) + 0.6 * (he.rgba[at + 1] ?? 0) + 0.1 * (he.rgba[at + 2] ?? 0);
  const sepia = he.rgba.map((_, at) =>
    (at & 3) === 3 ? 255 : luma(at & ~3) * ([1, 0.85, 0.65][at & 3] ?? 1),
  );
  expect(['other-stain', 'no-colour']).toContain(shown({ ...he, rgba: sepia }));
});

test('a filter in the light tints even glass, and is told as that', () => {
  const gains = [1, 0.8, 1.05];
  const tinted = he.rgba.map((value, at) => ((at & 3) === 3 ? value : value * (gains[at & 3] ?? 1) * 0.95));
  expect(shown({ ...he, rgba: tinted })).toBe('h-and-e');
  const blue = he.rgba.map((value, at) => ((at & 3) === 3 ? value : value * ([0.7, 0.85, 1][at & 3] ?? 1)));
  expect(shown({ ...he, rgba: blue })).toBe('tinted-light');
});
