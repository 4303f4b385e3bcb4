import { expect, test } from 'vitest';
import { omeUmPerPx, pngUmPerPx, tiffUmPerPx } from './physical-scale';

/** The start of a PNG with these chunks, checksums left out. */
function png(...chunks: [type: string, data: number[]][]): Uint8Array {
  const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  for (const [type, data] of chunks) {
    bytes.push(0, 0, 0, data.length, ...[...type].map((letter) => letter.charCodeAt(0)), ...data, 0, 0, 0, 0);
  }
  return Uint8Array.from(bytes);
}
const header: [string, number[]] = ['IHDR', new Array(13).fill(0)];
const perMetre = (value: number, unit = 1): [string, number[]] => {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint32(0, value);
  view.setUint32(4, value);
  view.setUint8(8, unit);
  return ['pHYs', [...new Uint8Array(view.buffer)]];
};

test('PNG: px a metre become um/px', () => {
  expect(pngUmPerPx(png(header, perMetre(2_000_000)))).toBe(0.5);
  expect(pngUmPerPx(png(header, ['tEXt', [65, 0, 66]], perMetre(4_000_000)))).toBe(0.25);
});

test('PNG: what is no scale is none', () => {
  expect(pngUmPerPx(png(header))).toBeNull();
  // Without a unit it is an aspect ratio; 72 dpi is for printing; after the pixels it does not count.
  expect(pngUmPerPx(png(header, perMetre(2_000_000, 0)))).toBeNull();
  expect(pngUmPerPx(png(header, perMetre(2835)))).toBeNull();
  expect(pngUmPerPx(png(header, perMetre(0)))).toBeNull();
  expect(pngUmPerPx(png(header, ['IDAT', [1]], perMetre(2_000_000)))).toBeNull();
});

test('PNG: a hostile chunk length ends the search', () => {
  const bytes = png(header, perMetre(2_000_000));
  new DataView(bytes.buffer).setUint32(8, 0xffffffff);
  expect(pngUmPerPx(bytes)).toBeNull();
  expect(pngUmPerPx(png(header, perMetre(2_000_000)).subarray(0, 49))).toBeNull();
});

test('TIFF: px a cm or inch become um/px', () => {
  expect(tiffUmPerPx([40_000, 1], 3)).toBe(0.25);
  expect(tiffUmPerPx([50_800, 1], 2)).toBe(0.5);
  expect(tiffUmPerPx([101_600, 2])).toBe(0.5);
  expect(tiffUmPerPx(40_000, 3)).toBe(0.25);
});

test('TIFF: print resolutions and nonsense are none', () => {
  for (const [resolution, unit] of [
    [[300, 1], 2],
    [[40_000, 1], 1],
    [[0, 1], 3],
    [[1, 0], 3],
    [undefined, 2],
    ['much', 3],
  ])
    expect(tiffUmPerPx(resolution, unit)).toBeNull();
});

test('OME-XML: PhysicalSizeX in its unit', () => {
  const ome = (attributes: string) =>
    `<?xml version="1.0"?><OME><Image><Pixels ID="P" ${attributes}></Pixels></Image></OME>`;
  expect(omeUmPerPx(ome('PhysicalSizeX="0.25"'))).toBe(0.25);
  expect(omeUmPerPx(ome('PhysicalSizeX="250" PhysicalSizeXUnit="nm"'))).toBe(0.25);
  expect(omeUmPerPx(ome('PhysicalSizeX="0.5" PhysicalSizeXUnit="µm"'))).toBe(0.5);
  expect(omeUmPerPx(ome('PhysicalSizeX="0.001" PhysicalSizeXUnit="mm"'))).toBe(1);
  expect(omeUmPerPx(ome('PhysicalSizeX="1" PhysicalSizeXUnit="pixel"'))).toBeNull();
  expect(omeUmPerPx(ome('PhysicalSizeX="1" PhysicalSizeXUnit="constructor"'))).toBeNull();
  expect(omeUmPerPx(ome('PhysicalSizeX="-1"'))).toBeNull();
  expect(omeUmPerPx('a plain description')).toBeNull();
});
