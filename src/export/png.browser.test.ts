import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { drawCaption } from './caption';
import { encodePicture, type PictureProvenance } from './png';

const PROVENANCE: PictureProvenance = {
  software: 'Reticle 0.1.0',
  capturedAt: Date.UTC(2026, 10, 22, 14, 3, 5),
  source: 'Simulated: lymph-node',
  calibration: { umPerPx: 0.972, basis: 'known', objective: 10 },
  models: [
    {
      id: 'lymph-node-metastasis',
      version: '1.0.0',
      hash: 'abc123',
      operatingPoint: 'balanced',
      threshold: 0.41,
    },
  ],
};

function noise(width: number, height: number): Uint8ClampedArray {
  return new Uint8ClampedArray(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 7919) % 251));
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** Px of the first `height` rows as the browser's own decoder sees them. */
async function browserPixels(
  blob: Blob,
): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

test('the picture comes back equal to the last bit from two decoders, with its caption below', async () => {
  const rgba = noise(320, 40);
  const blob = await encodePicture({
    width: 320,
    height: 40,
    rgba,
    umPerPx: 0.972,
    caption: ['Lymph node', '10x, 0.972 µm/px'],
  });
  expect(blob.type).toBe('image/png');
  const seen = await browserPixels(blob);
  expect(seen.width).toBe(320);
  expect(seen.height).toBeGreaterThan(40 + 2 * 11);
  expect(seen.data.slice(0, rgba.length)).toEqual(rgba);
  const strip = seen.data.slice(rgba.length);
  expect(strip.filter((value, i) => i % 4 === 0 && value > 150).length).toBeGreaterThan(100);
  const decoded = decode(await bytesOf(blob), { checkCrc: true });
  expect(decoded.channels).toBe(3);
  expect([...decoded.data.slice(0, 6)]).toEqual([rgba[0], rgba[1], rgba[2], rgba[4], rgba[5], rgba[6]]);
});

test('pHYs holds px a metre; without calibration there is none', async () => {
  const picture = { width: 4, height: 4, rgba: noise(4, 4) };
  const known = decode(await bytesOf(await encodePicture({ ...picture, umPerPx: 0.25 })), { checkCrc: true });
  expect(known.resolution).toEqual({ x: 4_000_000, y: 4_000_000, unit: 1 });
  expect(known.height).toBe(4);
  const unknown = decode(await bytesOf(await encodePicture({ ...picture, umPerPx: null })));
  expect(unknown.resolution).toBeUndefined();
});

test('provenance is in the text chunks', async () => {
  const blob = await encodePicture({
    ...{ width: 64, height: 4, rgba: noise(64, 4), umPerPx: 0.972 },
    caption: ['Field 3', '10x, 0.972 µm/px'],
    provenance: PROVENANCE,
  });
  const { text } = decode(await bytesOf(blob), { checkCrc: true });
  expect(text.Software).toBe('Reticle 0.1.0');
  expect(text['Creation Time']).toBe('2026-11-22T14:03:05.000Z');
  expect(text.Source).toBe('Simulated: lymph-node');
  expect(text.Description).toBe('Field 3\n10x, 0.972 µm/px');
  expect(text.Disclaimer).toMatch(/Research use only/);
  expect(JSON.parse(text.Reticle ?? '')).toEqual(PROVENANCE);
});

test('text beyond Latin-1 goes into iTXt as UTF-8', async () => {
  const caption = ['リンパ節 — 転移'];
  const bytes = await bytesOf(
    await encodePicture({ width: 64, height: 4, rgba: noise(64, 4), umPerPx: null, caption }),
  );
  const whole = new TextDecoder('latin1').decode(bytes);
  const at = whole.indexOf('iTXtDescription\0');
  expect(at).toBeGreaterThan(0);
  const length = new DataView(bytes.buffer).getUint32(at - 4);
  const data = bytes.subarray(at + 4, at + 4 + length);
  expect(new TextDecoder().decode(data)).toBe(`Description\0\0\0\0\0${caption[0]}`);
  expect(decode(bytes, { checkCrc: true }).width).toBe(64);
});

test('a caption wraps into the width of the picture and grows with it', () => {
  const narrow = drawCaption(['One quite long line of text that does not fit'], 120);
  const wide = drawCaption(['One quite long line of text that does not fit'], 800);
  expect(narrow?.width).toBe(120);
  expect(narrow?.height).toBeGreaterThan((wide?.height ?? 0) + 20);
  expect(drawCaption([], 100)).toBeNull();
  expect(drawCaption(['  '], 100)).toBeNull();
});

test('refuses an empty picture and an impossible calibration by name', async () => {
  const rgba = noise(2, 2);
  await expect(encodePicture({ width: 0, height: 0, rgba, umPerPx: 1 })).rejects.toMatchObject({
    code: 'snapshot-failed',
  });
  for (const umPerPx of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(encodePicture({ width: 2, height: 2, rgba, umPerPx })).rejects.toThrow(/µm\/px/);
});
