import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumFlags, findBrowser, type Graphics } from './tools/browser.ts';

/** `npm test` picks a free port; a run by hand takes this one, so that two checkouts do not meet. */
const port = process.env.RETICLE_TEST_PORT ?? '4299';
const address = `http://localhost:${port}/`;

const launch = (graphics: Graphics) => ({
  launchOptions: { executablePath: findBrowser()?.path ?? '', args: chromiumFlags({ graphics }) },
});

/** End-to-end tests run against the built app, served once with its real headers; each test has its own storage. */
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: Math.min(4, Math.max(2, Math.floor(availableParallelism() / 2))),
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // A software adapter on a shared machine can be slow once; what fails twice is a fault.
  retries: process.env.CI ? 2 : 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  outputDir: 'test-results',
  use: {
    baseURL: address,
    viewport: { width: 1280, height: 720 },
    trace: 'off',
    // Each test would keep all files of the program anew; e2e/offline.spec.ts allows it.
    serviceWorkers: 'block',
    // What never comes must not wait for the test's own time.
    actionTimeout: 120_000,
  },
  // What is drawn by WebGPU says so by its tag; all else runs as on a machine without a graphics processor.
  projects: [
    { name: 'canvas', use: launch('none'), grepInvert: /@webgpu/ },
    { name: 'webgpu', use: launch('webgpu'), grep: /@webgpu/ },
  ],
  webServer: {
    command: 'npm start',
    env: { PORT: port },
    url: address,
    timeout: 180_000,
    reuseExistingServer: false,
  },
});
