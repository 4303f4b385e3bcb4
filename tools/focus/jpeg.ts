import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { decode } from 'fast-png';
import { findOrInstallBrowser } from '../browser';
import type { JpegDecoder } from './places';

/** Reads JPEG files through a browser, which decodes them, as Node does not. */
export async function jpegDecoder(paths: readonly string[]): Promise<JpegDecoder> {
  const pictures = new Map<string, Buffer>();
  const browser = await chromium.launch({
    executablePath: findOrInstallBrowser().path,
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    for (const path of paths) {
      const png = await page.evaluate(async (jpeg) => {
        const image = new Image();
        image.src = `data:image/jpeg;base64,${jpeg}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        return canvas.toDataURL('image/png').split(',')[1] ?? '';
      }, readFileSync(path).toString('base64'));
      pictures.set(path, Buffer.from(png, 'base64'));
    }
  } finally {
    await browser.close();
  }
  return (path) => {
    const png = pictures.get(path);
    if (!png) throw new Error(`${path} was not decoded`);
    const { width, height, data, channels } = decode(png);
    const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[channels * i + c] ?? 0;
    return { width, height, rgba };
  };
}
