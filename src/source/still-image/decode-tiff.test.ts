import { existsSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { turnedMap, turnOfOrientation } from '../../domain/pixel-map';
import { decodeTiff } from './decode-tiff';
import { type MadePage, madeTiff } from './tiff/testing';

type Colour = readonly [number, number, number];

/** 6 x 4 px, no two alike, so that a turn or a wrong row shows. */
const WIDTH = 6;
const HEIGHT = 4;
const px = Array.from({ length: WIDTH * HEIGHT }, (_, i): Colour => [10 * i, 255 - 9 * i, (37 * i) % 256]);
const greys = px.map(([red]) => red);

const page = (
  photometric: number,
  bits: number | readonly number[],
  strip: ArrayLike<number>,
  tags: MadePage['tags'] = {},
): MadePage => ({
  tags: { 256: WIDTH, 257: HEIGHT, 258: bits, 259: 1, 262: photometric, 277: 1, ...tags },
  strips: [Uint8Array.from(strip)],
});
const rgbPage = (tags: MadePage['tags'] = {}) => page(2, [8, 8, 8], px.flat(), { 277: 3, ...tags });

const colours = async (file: File): Promise<Colour[]> => {
  const { pixels } = await decodeTiff(file);
  return [...pixels].map((p): Colour => {
    expect(p >>> 24).toBe(255);
    return [p & 255, (p >>> 8) & 255, (p >>> 16) & 255];
  });
};
const grey = (values: readonly number[]): Colour[] => values.map((v) => [v, v, v]);

/** Samples of less than a byte, or of one and a half, in rows of whole bytes. */
function packed(values: readonly number[], bits: number): number[] {
  const out: number[] = [];
  for (let y = 0; y < HEIGHT; y++) {
    const row = values.slice(y * WIDTH, (y + 1) * WIDTH).map((v) => v.toString(2).padStart(bits, '0'));
    const text = row.join('').padEnd(8 * Math.ceil((WIDTH * bits) / 8), '0');
    for (let i = 0; i < text.length; i += 8) out.push(Number.parseInt(text.slice(i, i + 8), 2));
  }
  return out;
}

/** Words of 16 bits in a byte order. */
const words = (values: readonly number[], bigEndian: boolean): number[] =>
  values.flatMap((v) => (bigEndian ? [v >> 8, v & 255] : [v & 255, v >> 8]));

/** Differences to the px before, in the row, in words of 16 bits. */
const differences = (values: readonly number[], samples: number): number[] =>
  values.map((v, i) =>
    Math.floor(i / samples) % WIDTH === 0 ? v : (v - (values[i - samples] ?? 0)) & 0xffff,
  );

const deep = px.flat().map((v) => 257 * v);

test.each([false, true])('samples of every kind come out as they are, big-endian: %s', async (bigEndian) => {
  const seen = (made: MadePage) => colours(madeTiff([made], { bigEndian }));
  expect(await seen(rgbPage())).toEqual(px);
  expect(await seen(page(1, 8, greys))).toEqual(grey(greys));
  expect(await seen(page(0, 8, greys))).toEqual(grey(greys.map((v) => 255 - v)));
  for (const bits of [1, 2, 4, 12]) {
    const top = 2 ** bits - 1;
    const values = greys.map((v) => Math.round((v * top) / 230));
    const shown = values.map((v) => Math.round((255 * v) / top));
    expect(await seen(page(1, bits, packed(values, bits))), `${bits} bits`).toEqual(grey(shown));
    expect(await seen(page(0, bits, packed(values, bits))), `${bits} bits, white is zero`).toEqual(
      grey(shown.map((v) => 255 - v)),
    );
  }
  const rgb16 = { 258: [16, 16, 16], 277: 3 };
  expect(await seen({ ...page(2, 16, words(deep, bigEndian), rgb16) })).toEqual(px);
  const stored = deflateSync(Uint8Array.from(words(differences(deep, 3), bigEndian)));
  expect(await seen(page(2, 16, stored, { ...rgb16, 259: 8, 317: 2 }))).toEqual(px);
});

test('planes stored apart, many strips, reversed bits and px of chroma are put together', async () => {
  const planes = [0, 1, 2].map((c) => Uint8Array.from(px.map((p) => p[c] ?? 0)));
  expect(await colours(madeTiff([{ ...rgbPage({ 284: 2 }), strips: planes }]))).toEqual(px);
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    Uint8Array.from(px.slice(y * WIDTH, (y + 1) * WIDTH).flat()),
  );
  expect(await colours(madeTiff([{ ...rgbPage({ 278: 1 }), strips: rows }], { bigEndian: true }))).toEqual(
    px,
  );
  const bits = greys.map((v) => Number(v > 100));
  const reversed = packed(bits, 1).map((v) =>
    Number.parseInt(v.toString(2).padStart(8, '0').split('').reverse().join(''), 2),
  );
  expect(await colours(madeTiff([page(1, 1, reversed, { 266: 2 })]))).toEqual(grey(bits.map((v) => 255 * v)));
  // Two by two px of luma, then one Cb and one Cr of no colour.
  const units: number[] = [];
  for (let y = 0; y < HEIGHT; y += 2)
    for (let x = 0; x < WIDTH; x += 2)
      units.push(...[0, 1, WIDTH, WIDTH + 1].map((i) => greys[y * WIDTH + x + i] ?? 0), 128, 128);
  expect(await colours(madeTiff([page(6, [8, 8, 8], units, { 277: 3, 530: [2, 2] })]))).toEqual(grey(greys));
});

test('a palette gives its colours, in 16 bits or in 8', async () => {
  const entries = Array.from({ length: 256 }, (_, i): Colour => px[i] ?? [0, 0, 0]);
  for (const scale of [1, 256, 257])
    for (const bigEndian of [false, true]) {
      const map = [0, 1, 2].flatMap((c) => entries.map((entry) => scale * (entry[c] ?? 0)));
      const made = page(
        3,
        8,
        px.map((_, i) => i),
        { 320: map },
      );
      expect(await colours(madeTiff([made], { bigEndian }))).toEqual(px);
    }
});

test('glass is seen where a picture is transparent', async () => {
  const rgba = px.flatMap(([red, green, blue], i) => [red, green, blue, i === 0 ? 0 : 255]);
  const made = (kind: number) => page(2, [8, 8, 8, 8], rgba, { 277: 4, 338: kind });
  const [first, ...rest] = await colours(madeTiff([made(2)]));
  expect(first).toEqual([243, 241, 243]);
  expect(rest).toEqual(px.slice(1));
  // What the fourth sample is, is not said: it is no opacity.
  expect(await colours(madeTiff([made(0)]))).toEqual(px);
});

test('words that are not filled are shown bright, and it is told', async () => {
  const values = greys.map((v) => 16 * v + 100);
  const made = (tags: MadePage['tags']) => madeTiff([page(1, 16, words(values, false), tags)]);
  const white = (range: number) => grey(values.map((v) => Math.round((255 * v) / range)));
  expect(await colours(made({}))).toEqual(white(4095));
  expect((await decodeTiff(made({}))).notes).toEqual([{ kind: 'range', white: 4095, told: false }]);
  expect(await colours(made({ 281: 5000 }))).toEqual(white(5000));
  const ome = '<OME><Image><Pixels SizeC="1" SignificantBits="13"/></Image></OME>';
  expect(await colours(made({ 270: ome }))).toEqual(white(8191));
  const imageJ = 'ImageJ=1.54f\nunit=micron\nmin=0.0\nmax=4500.0\n';
  expect(await colours(made({ 270: imageJ }))).toEqual(white(4500));
  expect((await decodeTiff(made({ 270: imageJ }))).notes).toEqual([
    { kind: 'range', white: 4500, told: true },
  ]);
  // A picture that fills its words stays as it is.
  const full = madeTiff([
    page(
      1,
      16,
      words(
        greys.map((v) => 257 * (v + 20)),
        false,
      ),
    ),
  ]);
  expect(await colours(full)).toEqual(grey(greys.map((v) => v + 20)));
  expect((await decodeTiff(full)).notes).toEqual([]);
});

test('the same picture stored with any orientation is the same picture', async () => {
  for (let tag = 1; tag <= 8; tag++) {
    // Where each upright px stands in the stored picture.
    const turn = turnOfOrientation(tag);
    const stored =
      turn.rotation % 180 === 0 ? { width: WIDTH, height: HEIGHT } : { width: HEIGHT, height: WIDTH };
    const map = turnedMap({ x: 0, y: 0, ...stored }, turn);
    const bytes = new Uint8Array(3 * WIDTH * HEIGHT);
    px.forEach((colour, i) => {
      const [x, y] = [(i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5];
      const column = Math.floor(map.a * x + map.b * y + map.tx);
      const row = Math.floor(map.c * x + map.d * y + map.ty);
      bytes.set(colour, 3 * (row * stored.width + column));
    });
    const made = page(2, [8, 8, 8], bytes, { 277: 3, 256: stored.width, 257: stored.height, 274: tag });
    expect(await colours(madeTiff([made])), `orientation ${tag}`).toEqual(px);
  }
});

test('px that are not square become so, at the smaller um/px', async () => {
  const made = rgbPage({ 282: { fraction: [40_000, 1] }, 283: { fraction: [20_000, 1] }, 296: 3 });
  const read = await decodeTiff(madeTiff([made]));
  expect(read).toMatchObject({
    width: WIDTH,
    height: 2 * HEIGHT,
    umPerPx: 0.25,
    notes: [{ kind: 'squared' }],
  });
  expect((read.pixels[0] ?? 0) & 255).toBe(px[0]?.[0]);
});

test('smaller copies and masks are passed over, whether they come first or are not marked', async () => {
  const small: MadePage = {
    tags: { 256: 3, 257: 2, 258: [8, 8, 8], 259: 1, 262: 2, 277: 3 },
    strips: [new Uint8Array(18)],
  };
  const marked = (flag: number): MadePage => ({ ...small, tags: { ...small.tags, 254: flag } });
  // As scanners add them: of another shape than the picture.
  const label: MadePage = {
    tags: { 256: 5, 257: 9, 258: [8, 8, 8], 259: 1, 262: 2, 277: 3, 254: 1 },
    strips: [new Uint8Array(135)],
  };
  for (const pages of [
    [marked(1), rgbPage()],
    [small, rgbPage()],
    [rgbPage(), small],
    [marked(4), rgbPage(), marked(1)],
    [label, rgbPage(), label],
  ]) {
    const file = madeTiff(pages);
    expect(await colours(file)).toEqual(px);
    expect((await decodeTiff(file)).notes).toEqual([]);
  }
});

const planes = [0, 1, 2].map((c) => px.map((p) => p[c] ?? 0));
const greyPages = (description: string, order: readonly number[] = [0, 1, 2]) =>
  order.map((c, i) => page(1, 8, planes[c] ?? [], i === 0 ? { 270: description } : {}));
const ome = (channels: string) =>
  `<?xml version="1.0"?><OME><Image><Pixels SizeC="3" SizeZ="1" SizeT="1" PhysicalSizeX="0.5">${channels}</Pixels></Image></OME>`;

test('three grey pages that are red, green and blue are one picture; others are told', async () => {
  const imageJ = (mode: string) => `ImageJ=1.54f\nimages=3\nchannels=3\nmode=${mode}\n`;
  const named = (...names: string[]) => ome(names.map((name) => `<Channel Name="${name}"/>`).join(''));
  for (const file of [
    madeTiff(greyPages(ome(''))),
    madeTiff(greyPages(named('Blue', 'Green', 'Red'), [2, 1, 0])),
    madeTiff(
      greyPages(ome('<Channel Color="-16776961"/><Channel Color="16711935"/><Channel Color="65535"/>')),
    ),
    madeTiff(greyPages(imageJ('composite'))),
  ]) {
    expect(await colours(file)).toEqual(px);
    expect((await decodeTiff(file)).notes).toEqual([{ kind: 'channels-joined' }]);
  }
  for (const description of [named('DAPI', 'FITC', 'Cy5'), imageJ('grayscale'), 'a stack']) {
    const file = madeTiff(greyPages(description));
    expect(await colours(file)).toEqual(grey(planes[0] ?? []));
    expect((await decodeTiff(file)).notes).toEqual([{ kind: 'first-page', pages: 3 }]);
  }
});

test('"damaged" is said only where bytes are missing or make no sense', async () => {
  const whole = new Uint8Array(await madeTiff([rgbPage()]).arrayBuffer());
  for (const file of [
    new File([whole.slice(0, 20)], 'cut.tif'),
    new File([whole.slice(0, whole.length - 40)], 'cut.tif'),
    madeTiff([{ ...rgbPage(), strips: [new Uint8Array(30)] }], { name: 'cut.tif' }),
    madeTiff([{ ...rgbPage({ 259: 8 }), strips: [Uint8Array.of(1, 2, 3)] }], { name: 'cut.tif' }),
  ])
    await expect(decodeTiff(file)).rejects.toMatchObject({
      code: 'file-corrupt',
      message: expect.stringContaining('cut.tif'),
    });
  for (const tags of [{ 259: 33_005 }, { 262: 32_845 }, { 258: [8, 8, 5] }])
    await expect(decodeTiff(madeTiff([rgbPage(tags)]))).rejects.toMatchObject({ code: 'file-unsupported' });
});

const CASES = '../shared/cases';

/** Green above, then near white or glass, then brown below. */
const NEAR_WHITE: Colour = [240, 238, 241];
const GLASS: Colour = [243, 241, 243];

test.for([
  ['07-big-endian-strips/big-endian-lzw-strips.tif', NEAR_WHITE],
  ['07-big-endian-strips/big-endian-zip-strips.tif', NEAR_WHITE],
  ['08-big-endian-palette/imagej-8bit-colour.tif', NEAR_WHITE],
  ['12-orientation-tag/orientation-6.tif', NEAR_WHITE],
  ['13-which-page/overview-first.tif', NEAR_WHITE],
  ['13-which-page/rgb-as-three-pages.ome.tif', NEAR_WHITE],
  ['15-transparent-tiff/palette-entries-8bit.tif', NEAR_WHITE],
  ['15-transparent-tiff/rgba-transparent.tif', GLASS],
] as const)('files of other writers: %s', async ([path, light], context) => {
  const file = `${CASES}/${path}`;
  context.skip(!existsSync(file), `${file} is not on this machine`);
  const { width, height, pixels } = await decodeTiff(new File([readFileSync(file)], path));
  const at = (x: number, y: number): Colour => {
    const p = pixels[Math.floor(y * height) * width + Math.floor(x * width)] ?? 0;
    return [p & 255, (p >>> 8) & 255, (p >>> 16) & 255];
  };
  expect([at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]).toEqual([[20, 160, 60], light, [150, 90, 40]]);
});
