import { expect, test } from 'vitest';
import { decodeTiff } from './decode-tiff';
import { aperioScale, imageJScale, pngPhysical, resolutionScale, umPerUnit } from './physical-scale';
import { type MadePage, madeTiff } from './tiff/testing';

/** The start of a PNG with these chunks, checksums left out. */
function png(...chunks: [type: string, data: number[]][]): Uint8Array {
  const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  for (const [type, data] of chunks) {
    bytes.push(0, 0, 0, data.length, ...[...type].map((letter) => letter.charCodeAt(0)), ...data, 0, 0, 0, 0);
  }
  return Uint8Array.from(bytes);
}
const header: [string, number[]] = ['IHDR', new Array(13).fill(0)];
const perMetre = (across: number, unit = 1, down = across): [string, number[]] => {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint32(0, across);
  view.setUint32(4, down);
  view.setUint8(8, unit);
  return ['pHYs', [...new Uint8Array(view.buffer)]];
};
const pngScale = (bytes: Uint8Array) => pngPhysical(bytes).scale;

test('PNG: px a metre become um/px', () => {
  expect(pngScale(png(header, perMetre(2_000_000)))).toEqual({ x: 0.5, y: 0.5, source: 'png' });
  expect(pngScale(png(header, ['tEXt', [65, 0, 66]], perMetre(4_000_000)))?.x).toBe(0.25);
});

test('PNG: what is no scale is none', () => {
  expect(pngScale(png(header))).toBeNull();
  // Without a unit it is an aspect ratio; 72 to 4800 dpi are for printing; after the pixels it does not count.
  expect(pngScale(png(header, perMetre(2_000_000, 0)))).toBeNull();
  for (const dpi of [72, 96, 300, 600, 1200, 2400, 4800])
    expect(pngScale(png(header, perMetre(Math.round(dpi / 0.0254)))), `${dpi} dpi`).toBeNull();
  expect(pngScale(png(header, perMetre(0)))).toBeNull();
  expect(pngScale(png(header, ['IDAT', [1]], perMetre(2_000_000)))).toBeNull();
});

test('PNG: the shape of a px is told with a unit and without', () => {
  expect(pngPhysical(png(header, perMetre(2, 0, 1)))).toEqual({ scale: null, aspect: 0.5 });
  expect(pngPhysical(png(header, perMetre(2_000_000, 1, 1_000_000)))).toMatchObject({
    scale: { x: 0.5, y: 1 },
    aspect: 0.5,
  });
});

test('PNG: a hostile chunk length ends the search', () => {
  const bytes = png(header, perMetre(2_000_000));
  new DataView(bytes.buffer).setUint32(8, 0xffffffff);
  expect(pngScale(bytes)).toBeNull();
  expect(pngScale(png(header, perMetre(2_000_000)).subarray(0, 49))).toBeNull();
});

test('resolution tags: px a cm or inch become um/px, print resolutions and nonsense none', () => {
  expect(resolutionScale(40_000, undefined, 'cm')?.x).toBe(0.25);
  expect(resolutionScale(50_800, 50_800, 'inch')?.x).toBe(0.5);
  expect(resolutionScale(1000, 1000, 'cm')?.x).toBe(10);
  for (const dpi of [72, 96, 150, 300, 600, 1200, 2400, 4800, 5760, 9600]) {
    expect(resolutionScale(dpi, dpi, 'inch'), `${dpi} dpi`).toBeUndefined();
    expect(resolutionScale(Math.round(dpi / 2.54), undefined, 'cm'), `${dpi} dpi in cm`).toBeUndefined();
  }
  for (const nothing of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined])
    expect(resolutionScale(nothing, nothing, 'cm') ?? null).toBeNull();
  expect(resolutionScale(40_000, 40_000, 'none')).toBeUndefined();
});

test('units of length by every name', () => {
  for (const micron of [
    'um',
    'µm',
    '\u03bcm',
    'micron',
    'microns',
    'Micrometer',
    '\\u00B5m',
    '\u00c2µm',
    'µ',
  ])
    expect(umPerUnit(micron), micron).toBe(1);
  const units = { nm: 1e-3, mm: 1e3, cm: 1e4, m: 1e6, '\u00c5': 1e-4, thou: 25.4, pm: 1e-6, inch: 25_400 };
  for (const [unit, um] of Object.entries(units)) expect(umPerUnit(unit), unit).toBeCloseTo(um, 12);
  for (const none of ['pixel', 'pixels', 'reference frame', '', 'constructor', 'MM '])
    expect(umPerUnit(none), none).toBeNull();
});

test('ImageJ: the unit of its description with the resolution tags', () => {
  const scale = (unit: string, x?: number) => imageJScale(`ImageJ=1.54f\nunit=${unit}\nloop=false\n`, x, x);
  for (const unit of ['micron', 'um', 'µm', '\\u00B5m']) expect(scale(unit, 4)?.x, unit).toBe(0.25);
  expect(scale('nm', 0.004)?.x).toBeCloseTo(0.25, 12);
  expect(scale('pixel', 4)).toBeNull();
  expect(scale('micron')).toBeNull();
  expect(scale('inch', 600)).toBeUndefined();
  expect(imageJScale('unit=micron', 4, 4)).toBeUndefined();
});

test('Aperio: MPP', () => {
  expect(aperioScale('Aperio Image Library v10\n320x240 |AppMag = 20|MPP = 0.4990|Left = 25')?.x).toBe(0.499);
  expect(aperioScale('Aperio |MPP = much|')).toBeNull();
  expect(aperioScale('Aperio |AppMag = 20|')).toBeUndefined();
});

const page = (description: string, tags: MadePage['tags'] = {}): MadePage => ({
  tags: { 256: 2, 257: 1, 258: [8, 8, 8], 262: 2, 277: 3, 270: description, ...tags },
  strips: [new Uint8Array(6)],
});
const dpi600 = { 282: { fraction: [600, 1] }, 283: { fraction: [600, 1] }, 296: 2 } as const;
const read = async (description: string, tags: MadePage['tags'] = {}) => {
  const { umPerPx, scaleSource } = await decodeTiff(madeTiff([page(description, tags)]));
  return { umPerPx, scaleSource };
};
const ome = (attributes: string) =>
  `<?xml version="1.0"?><!-- <Pixels PhysicalSizeX="9"/> --><o:OME xmlns:o="x"><o:Image Name="a &gt; b"><o:Pixels ID='P' ${attributes}/></o:Image></o:OME>`;

test('OME-XML: PhysicalSizeX in its unit, a print resolution beside it does not count', async () => {
  for (const [attributes, umPerPx] of [
    ['PhysicalSizeX="0.25"', 0.25],
    ["PhysicalSizeX='250' PhysicalSizeXUnit='nm'", 0.25],
    ['PhysicalSizeX="0.25" PhysicalSizeXUnit="&#181;m"', 0.25],
    ['PhysicalSizeX="0.25" PhysicalSizeXUnit="&#xB5;m"', 0.25],
    // A TIFF's text in Latin-1, whatever the declaration says.
    ['PhysicalSizeX="0.25" PhysicalSizeXUnit="\u00b5m"', 0.25],
    ['PhysicalSizeX = "2.5E-4" PhysicalSizeXUnit = "mm"', 0.25],
    ['PhysicalSizeXUnit="thou" PhysicalSizeX="0.01"', 0.254],
  ] as const)
    for (const tags of [{}, dpi600])
      expect(await read(ome(attributes), tags), attributes).toEqual({ umPerPx, scaleSource: 'ome' });
});

test('what is stated but cannot be read gives no scale, not the next source', async () => {
  const beside = { 282: { fraction: [40_000, 1] }, 283: { fraction: [40_000, 1] }, 296: 3 } as const;
  for (const attributes of [
    'PhysicalSizeX="1" PhysicalSizeXUnit="pixel"',
    'PhysicalSizeX="-1"',
    'PhysicalSizeX="x"',
  ])
    expect(await read(ome(attributes), beside), attributes).toEqual({ umPerPx: null, scaleSource: null });
  expect(await read('ImageJ=1\nunit=pixel\n', beside)).toEqual({ umPerPx: null, scaleSource: null });
  // What says nothing leaves the word to the next.
  expect(await read(ome('SizeX="2"'), beside)).toEqual({ umPerPx: 0.25, scaleSource: 'resolution' });
  expect(await read('a plain description', dpi600)).toEqual({ umPerPx: null, scaleSource: null });
});
