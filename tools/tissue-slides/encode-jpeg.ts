import { chromium } from '@playwright/test';
import { findOrInstallBrowser } from '../browser';

/** One picture as a JPEG file, written by a browser, as Node writes none. `quality` 0..1. */
export async function encodeJpeg(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  quality: number,
): Promise<Buffer> {
  const browser = await chromium.launch({
    executablePath: findOrInstallBrowser().path,
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    const { encode } = await import('fast-png');
    const png = Buffer.from(encode({ width, height, data: new Uint8Array(rgba.buffer), channels: 4 }));
    const jpeg = await page.evaluate(
      async ({ picture, share }) => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        return canvas.toDataURL('image/jpeg', share).split(',')[1] ?? '';
      },
      { picture: png.toString('base64'), share: quality },
    );
    return Buffer.from(jpeg, 'base64');
  } finally {
    await browser.close();
  }
}
