import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumFlags, findBrowser } from './tools/browser.ts';
import { securityHeaders } from './tools/security-headers.ts';

const folders = '{src,tools,models}';
const patterns = {
  unit: `${folders}/**/*.test.ts`,
  unitLong: `${folders}/**/*.long.test.ts`,
  gpu: `${folders}/**/*.browser.test.{ts,tsx}`,
  gpuLong: `${folders}/**/*.long.browser.test.ts`,
};

const SETUP = ['./tools/testing/equal-arrays.ts'];

/** In Node. */
function unit(name: string, include: string, exclude: readonly string[]): TestProjectInlineConfiguration {
  return {
    define: { __VERSION__: JSON.stringify('0.0.0-test') },
    test: {
      name,
      environment: 'node',
      setupFiles: SETUP,
      // Modules are loaded once for all files of a process; a test puts back what it changes.
      isolate: false,
      maxWorkers: availableParallelism(),
      include: [include],
      exclude: [...exclude, 'node_modules/**'],
      testTimeout: 60_000,
    },
  };
}

/** In a real browser. */
function gpu(name: string, include: string, exclude: readonly string[]): TestProjectInlineConfiguration {
  return {
    define: { __VERSION__: JSON.stringify('0.0.0') },
    server: { headers: securityHeaders({ development: true }) },
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-backend-wasm',
        'zod',
        'polygon-clipping',
        'fast-check',
        'fast-png',
        'geotiff',
        'image-dimensions',
        'onnxruntime-web/wasm',
        'yaml',
        // What the components of the page are made of: found late, it would load the page anew amid a test.
        ...[
          'react',
          'react-dom/client',
          'react/jsx-runtime',
          'react/jsx-dev-runtime',
          'react-i18next',
          'i18next',
        ],
        ...['radix-ui', 'zustand', 'zustand/vanilla', 'zustand/shallow', 'zustand/react/shallow', 'tinykeys'],
        ...['vitest-browser-react', 'idb', 'kdbush', 'd3-contour', 'mediabunny', '@zip.js/zip.js'],
      ],
    },
    test: {
      name,
      include: [include],
      setupFiles: SETUP,
      exclude: [...exclude, 'node_modules/**'],
      // A software adapter on a shared machine can be slow once; what fails twice is a fault.
      retry: process.env.CI ? 1 : 0,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        commands: { testData },
        provider: playwright({
          launchOptions: { executablePath: findBrowser()?.path ?? '', args: chromiumFlags() },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}

/** A file of the pictures that lie beside the repository, in base64, for a browser; null: it is not on this machine. */
const testData = async (_: unknown, path: string): Promise<string | null> =>
  readFile(join('../shared/data', path), 'base64').catch(() => null);

/** `unit` and `gpu` are what `npm test` runs; what takes long is told by its name and run by `npm run test:long`. */
export default defineConfig({
  test: {
    projects: [
      unit('unit', patterns.unit, [patterns.gpu, patterns.unitLong]),
      unit('unit-long', patterns.unitLong, [patterns.gpu]),
      gpu('gpu', patterns.gpu, [patterns.gpuLong]),
      gpu('gpu-long', patterns.gpuLong, []),
    ],
  },
});
