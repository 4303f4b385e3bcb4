import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumFlags, findOrInstallBrowser } from '../browser.ts';

export interface BenchPage {
  readonly page: Page;
  close(): Promise<void>;
}

/** A browser on a small page of this repository, into which programs of tools/ can be imported. */
export async function openBenchPage(): Promise<BenchPage> {
  const server = await createServer({
    server: { port: 0 },
    logLevel: 'error',
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-backend-wasm',
        'zod',
      ],
    },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: findOrInstallBrowser().path,
    args: chromiumFlags(),
  });
  const page = await browser.newPage();
  // Any small page of the origin; the program is imported into it.
  await page.goto(new URL('/models/index.json', server.resolvedUrls?.local[0]).href);
  return {
    page,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
