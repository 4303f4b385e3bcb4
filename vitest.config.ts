import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findBrowser } from './tools/browser.ts';
import { securityHeaders } from './tools/security-headers.ts';

const browserTests = ['src/**/*.browser.test.ts', 'models/**/*.browser.test.ts'];

/** Two projects: `unit` in node, `gpu` in a real browser (`*.browser.test.ts`). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'models/**/*.test.ts'],
          exclude: [...browserTests, 'node_modules/**'],
          testTimeout: 60_000,
        },
      },
      {
        server: { headers: securityHeaders({ development: true }) },
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs',
            '@tensorflow/tfjs-backend-webgpu',
            '@tensorflow/tfjs-backend-wasm',
            'zod',
            'fast-check',
            'fast-png',
            'geotiff',
            'image-dimensions',
          ],
        },
        test: {
          name: 'gpu',
          include: browserTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findBrowser()?.path ?? '', args: chromiumFlags() },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
