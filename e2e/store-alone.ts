import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';

/** The store alone on a page of our origin, so that many rounds are quick. */
export async function storeScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: 'src/capture/open-store.ts', formats: ['es'], fileName: 'store' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error('nothing was built');
  return output.output[0].code;
}

export async function storePage(context: BrowserContext, script: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.route('**/store-alone/*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>store</title>' }),
  );
  await page.goto('/store-alone/index.html');
  return page;
}
