import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import type {} from '../src/app/window-api.ts';
import { median } from './bench/figures.ts';
import { chromiumFlags, findOrInstallBrowser } from './browser.ts';
import { serveFolder } from './server/serve-folder.ts';

/**
 * Prints how long the live view stands still while a snapshot is stored, on the software adapter:
 * `npx tsx tools/snapshot-bench.ts [canvas-2d|webgpu]`.
 * A gap is the time between two displayed frames as the page learns of them, so that a worker that is busy counts
 * too; the longest counts, of the time from the key to 1 s after the acknowledgement. Beside it the longest gap of as
 * long a time in which nothing is stored.
 */
const ROUNDS = 5;
const drawing = process.argv[2] ?? 'canvas-2d';
const DEMO = '?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off&model=lymph-node-metastasis';

interface Watched {
  readonly longestGap: number;
  readonly stored: number;
  readonly frames: number;
}

/** @param forMs without a snapshot: so long */
function watch(page: Page, forMs: number | null): Promise<Watched> {
  return page.evaluate(async (quietMs) => {
    const shown = () =>
      document.querySelector('[data-testid=snapshot-stored]')?.getAttribute('data-snapshot') ?? null;
    const count = async () => (await window.reticle?.diagnostics())?.displayedFrames ?? 0;
    const before = shown();
    let frames = await count();
    // Begins with a frame, not somewhere between two.
    for (const first = frames; frames === first; ) frames = await count();
    const [start, begun] = [performance.now(), frames];
    if (quietMs === null)
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true }));
    let [last, longestGap, stored] = [start, 0, Number.NaN];
    for (;;) {
      const now = await count();
      const at = performance.now();
      if (quietMs === null && Number.isNaN(stored) && ![null, before].includes(shown())) stored = at - start;
      // The gap that is still open counts as well.
      longestGap = Math.max(longestGap, at - last);
      if (now !== frames) [frames, last] = [now, at];
      if (at - start > (quietMs ?? stored + 1000)) return { longestGap, stored, frames: frames - begun };
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, forMs);
}

await build({ logLevel: 'warn' });
const { server, url } = await serveFolder('dist', 0);
const browser = await chromium.launch({ executablePath: findOrInstallBrowser().path, args: chromiumFlags() });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  // tsx marks functions with their names, in the page too.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(`${url}${DEMO}${drawing === 'webgpu' ? '&drawing=webgpu' : ''}`);
  await page.waitForFunction(
    async () => {
      const tiles = (await window.reticle?.diagnostics().catch(() => null))?.tiles;
      return tiles !== undefined && tiles.inferred > 0 && tiles.pending === 0;
    },
    undefined,
    { timeout: 480_000, polling: 1000 },
  );
  // The first opens the case and its worker.
  await watch(page, null);
  const [storing, quiet]: [Watched[], Watched[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const watched = await watch(page, null);
    storing.push(watched);
    quiet.push(await watch(page, watched.stored + 1000));
  }
  const of = (all: readonly Watched[], what: keyof Watched) =>
    Math.round(median(all.map((one) => one[what])));
  console.log(
    `${drawing}: median of ${ROUNDS}: longest gap between frames ${of(storing, 'longestGap')} ms ` +
      `(without a snapshot ${of(quiet, 'longestGap')} ms); acknowledged after ${of(storing, 'stored')} ms; ` +
      `${of(storing, 'frames')} frames displayed meanwhile and in the second after`,
  );
  await page.close();
} finally {
  await browser.close();
  server.close();
}
