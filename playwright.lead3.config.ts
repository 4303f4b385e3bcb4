import { defineConfig } from '@playwright/test';
import { chromiumFlags, findBrowser } from './tools/browser.ts';

/** End-to-end tests run against the built app, served with its real headers. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 120_000,
  expect: { timeout: 60_000 },
  workers: 1,
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  outputDir: 'test-results',
  use: {
    baseURL: 'http://localhost:4377/',
    viewport: { width: 1280, height: 720 },
    launchOptions: { executablePath: findBrowser()?.path ?? '', args: chromiumFlags() },
    trace: 'off',
  },
  webServer: {
    command: 'npm start',
    env: { PORT: '4377' },
    url: 'http://localhost:4377/',
    timeout: 180_000,
    reuseExistingServer: false,
  },
});
