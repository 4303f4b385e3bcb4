import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { decode } from 'fast-png';
import type { FieldBytes } from '../../src/optics/resample-reference';
import { findOrInstallBrowser } from '../browser';
import type { JpegDecoder } from './places';

/** Pictures decoded in one go. */
const BATCH = 40;

/** Reads JPEG files through a browser, which decodes them, as Node does not. */
export async function jpegDecoder(paths: readonly string[]): Promise<JpegDecoder> {
  const pictures = await decodeJpegs(new Map(paths.map((path) => [path, () => readFileSync(path)])));
  return (path) => {
    const picture = pictures(path);
    if (!picture) throw new Error(`${path} was not decoded`);
    return picture;
  };
}

/** The same for JPEG streams by name, wherever they are from. */
export async function decodeJpegs(
  streams: ReadonlyMap<string, () => Uint8Array>,
): Promise<(name: string) => FieldBytes | null> {
  const pngs = new Map<string, Buffer>();
  const browser = await chromium.launch({
    executablePath: findOrInstallBrowser().path,
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    const names = [...streams.keys()];
    for (let first = 0; first < names.length; first += BATCH) {
      const batch = names.slice(first, first + BATCH);
      const decoded = await page.evaluate(
        async (jpegs) => {
          const urls: string[] = [];
          for (const jpeg of jpegs) {
            const image = new Image();
            image.src = `data:image/jpeg;base64,${jpeg}`;
            await image.decode();
            const canvas = document.createElement('canvas');
            canvas.width = image.width;
            canvas.height = image.height;
            canvas.getContext('2d')?.drawImage(image, 0, 0);
            urls.push(canvas.toDataURL('image/png').split(',')[1] ?? '');
          }
          return urls;
        },
        batch.map((name) => Buffer.from(streams.get(name)?.() ?? []).toString('base64')),
      );
      batch.forEach((name, i) => {
        pngs.set(name, Buffer.from(decoded[i] ?? '', 'base64'));
      });
    }
  } finally {
    await browser.close();
  }
  return (name) => {
    const png = pngs.get(name);
    if (!png) return null;
    const { width, height, data, channels } = decode(png);
    const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + c] ?? 0;
    return { width, height, rgba };
  };
}
