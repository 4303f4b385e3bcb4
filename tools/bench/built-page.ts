import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { chromiumFlags, findOrInstallBrowser } from '../browser.ts';
import { serveFolder } from '../server/serve-folder.ts';

/** The built program of a checkout in a browser of its own, so that its share of the processor can be told. */
export class BuiltPage {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly cdp: CDPSession,
    private readonly stop: () => void,
  ) {}

  /** Builds the checkout in `folder` where it has no dist yet, and opens `address` of it until its engine runs. */
  static async open(folder: string, address: string): Promise<BuiltPage> {
    const root = resolve(folder);
    if (!existsSync(join(root, 'dist', 'index.html')))
      execFileSync(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    const { server, url } = await serveFolder(join(root, 'dist'), 0);
    const browser = await chromium.launch({
      executablePath: findOrInstallBrowser().path,
      args: chromiumFlags(),
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const cdp = await browser.newBrowserCDPSession();
    const built = new BuiltPage(page, browser, cdp, () => server.close());
    try {
      await page.goto(new URL(address, url).href, { timeout: 180_000 });
      await page.waitForFunction(() => window.reticle?.engine.phase === 'running', null, {
        timeout: 180_000,
      });
      await page.evaluate(() => window.reticle?.ready);
      return built;
    } catch (cause) {
      await built.close();
      throw cause;
    }
  }

  /** Frames displayed so far. */
  async frames(): Promise<number> {
    return this.page.evaluate(async () => (await window.reticle?.diagnostics())?.displayedFrames ?? 0);
  }

  /** Frames displayed a second over so many ms. */
  async framesPerSecond(ms: number): Promise<number> {
    const [began, before] = [performance.now(), await this.frames()];
    await this.page.waitForTimeout(ms);
    const after = await this.frames();
    return (1000 * (after - before)) / (performance.now() - began);
  }

  /** Share of one core that the whole browser takes over so many ms. */
  async shareOfCore(ms: number): Promise<number> {
    const [began, before] = [performance.now(), await this.#seconds()];
    await this.page.waitForTimeout(ms);
    const after = await this.#seconds();
    return (1000 * (after - before)) / (performance.now() - began);
  }

  /** The page as in a tab that is hidden, or shown. Headless browsers hide none. */
  async hide(hidden: boolean): Promise<void> {
    await this.page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', {
        configurable: true,
        value: now ? 'hidden' : 'visible',
      });
      Object.defineProperty(document, 'hidden', { configurable: true, value: now });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.stop();
  }

  /** Processor time of all its processes so far, s. */
  async #seconds(): Promise<number> {
    const { processInfo } = await this.cdp.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }
}
