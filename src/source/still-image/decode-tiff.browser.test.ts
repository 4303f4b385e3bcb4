import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { decodeTiff } from './decode-tiff';
import { openStillImage } from './open-still-image';

/** Written by fixtures/make_fixtures.py: red = 5 x, green = 6 y, blue = 100. */
const fixtures = import.meta.glob<string>('./fixtures/*.tif', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function fixture(name: string): Promise<File> {
  const url = fixtures[`./fixtures/${name}`];
  if (!url) throw new Error(`no fixture ${name}`);
  return new File([await (await fetch(url)).blob()], name);
}

const grey = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue;

test.each([
  ['raw.tif', 0],
  ['lzw.tif', 0],
  ['deflate-ome.tif', 0],
  ['packbits.tif', 0],
  // Lossy, and by way of YCbCr with halved chroma.
  ['jpeg.tif', 12],
  // 1920 colours in a palette of 256.
  ['palette.tif', 24],
  // By way of inks whose conversion is only an approximation.
  ['cmyk.tif', 3],
])('%s is decoded', async (name, tolerance) => {
  const { width, height, pixels } = await decodeTiff(await fixture(name));
  expect({ width, height }).toEqual({ width: 48, height: 40 });
  let worst = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = pixels[y * width + x] ?? 0;
      expect(p >>> 24).toBe(255);
      worst = Math.max(
        worst,
        Math.abs((p & 255) - 5 * x),
        Math.abs(((p >>> 8) & 255) - 6 * y),
        Math.abs(((p >>> 16) & 255) - 100),
      );
    }
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
});

test('grey levels become grey', async () => {
  const { pixels } = await decodeTiff(await fixture('grey.tif'));
  for (const [x, y] of [
    [0, 0],
    [47, 39],
    [20, 10],
  ] as const) {
    const p = pixels[y * 48 + x] ?? 0;
    expect(Math.abs((p & 255) - grey(5 * x, 6 * y, 100))).toBeLessThanOrEqual(1.5);
    expect((p >>> 8) & 255).toBe(p & 255);
    expect((p >>> 16) & 255).toBe(p & 255);
  }
});

test('the scale is read from OME-XML, else from the resolution', async () => {
  expect((await decodeTiff(await fixture('deflate-ome.tif'))).umPerPx).toBe(0.25);
  expect((await decodeTiff(await fixture('raw.tif'))).umPerPx).toBe(0.5);
  expect((await decodeTiff(await fixture('lzw.tif'))).umPerPx).toBeNull();
  const { still } = await openStillImage(await fixture('raw.tif'));
  expect(still).toEqual({
    size: { width: 48, height: 40 },
    umPerPx: 0.5,
    suggestedUmPerPx: 0.5,
    suggestedBy: 'resolution',
    notes: [],
    scaleKnown: true,
  });
});

test('a foreign compression is refused with a way on, a cut file as damaged', async () => {
  await expect(decodeTiff(await fixture('fax.tif'))).rejects.toMatchObject({
    code: 'file-unsupported',
    message: expect.stringContaining('fax.tif'),
    remedy: expect.stringContaining('LZW'),
  });
  const whole = await fixture('raw.tif');
  for (const share of [0.02, 0.5, 0.95])
    await expect(decodeTiff(new File([whole.slice(0, whole.size * share)], 'cut.tif'))).rejects.toMatchObject(
      { code: 'file-corrupt', message: expect.stringContaining('cut.tif') },
    );
});

test('a directory that lies about the size is refused before anything is allocated', async () => {
  const bytes = new Uint8Array(await (await fixture('raw.tif')).arrayBuffer());
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(4, true);
  for (let i = 0; i < view.getUint16(directory, true); i++) {
    const entry = directory + 2 + 12 * i;
    const tag = view.getUint16(entry, true);
    if (tag === 256 || tag === 257) {
      view.setUint16(entry + 2, 4, true);
      view.setUint32(entry + 8, 20_000, true);
    }
  }
  await expect(decodeTiff(new File([bytes], 'huge.tif'))).rejects.toMatchObject({
    code: 'file-too-large',
    message: expect.stringContaining('20,000 x 20,000 px'),
  });
});

declare module 'vitest/browser' {
  interface BrowserCommands {
    testData: (path: string) => Promise<string | null>;
  }
}

// Means over the whole picture by libtiff 4.5 (`tiff2rgba -c none`); it refuses QuPath's files as they are, and reads
// them once `tiffset -s 262 6` has said what their JPEG tiles are.
test.for([
  ['slides/cmu-1-small-region.svs', 2220, 2967, 0.499, [214.0, 194.8, 207.9]],
  ['cells/OS-1-detail.ome.tif', 1101, 1101, 0.2271, [144.4, 123.6, 179.7]],
  ['cells/OS-2-ndpi.ome.tif', 2202, 2202, 0.2271, [180.7, 187.9, 200.2]],
  ['cells/OS-2-vsi.ome.tif', 1445, 1445, 0.3463, [194.0, 196.7, 199.8]],
] as const)('slides of other programs: %s', async ([path, width, height, umPerPx, means], context) => {
  const base64 = await commands.testData(`third-party/${path}`);
  context.skip(base64 === null, `${path} is not beside this repository`);
  const bytes = Uint8Array.from(atob(base64 ?? ''), (letter) => letter.charCodeAt(0));
  const read = await decodeTiff(new File([bytes], path));
  expect(read).toMatchObject({ width, height, notes: [] });
  expect(read.umPerPx).toBeCloseTo(umPerPx, 3);
  for (const channel of [0, 1, 2] as const) {
    let sum = 0;
    for (const p of read.pixels) sum += (p >>> (8 * channel)) & 255;
    expect(Math.abs(sum / read.pixels.length - means[channel]), `channel ${channel}`).toBeLessThan(2);
  }
});
