import { defineConfig } from '@playwright/test';
import { chromiumFlags, findBrowser } from './tools/browser.ts';

/** End-to-end tests run against the built app, served with its real headers. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 600_000,
  expect: { timeout: 60_000 },
  workers: 1,
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  outputDir: 'test-results',
  use: {
    baseURL: 'http://localhost:4299/',
    viewport: { width: 1280, height: 720 },
    launchOptions: { executablePath: findBrowser()?.path ?? '', args: chromiumFlags() },
    trace: 'off',
    // What never comes must not wait for the test's own time.
    actionTimeout: 60_000,
  },
  webServer: {
    command: 'npm start',
    env: { PORT: '4299' },
    url: 'http://localhost:4299/',
    timeout: 180_000,
    reuseExistingServer: false,
  },
});
