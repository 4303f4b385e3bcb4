import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import manifest from './package.json' with { type: 'json' };
import { buildVersion } from './tools/build-version.ts';
import { publishModels } from './tools/publish-models.ts';
import { securityHeaders } from './tools/security-headers.ts';
import { thirdPartyNotices } from './tools/third-party-notices.ts';

const notices = thirdPartyNotices();

/** The service worker that keeps the built program in the browser (src/app/offline). */
const keptFiles = () =>
  VitePWA({
    registerType: 'prompt',
    injectRegister: false,
    manifest: false,
    minify: false,
    workbox: {
      globPatterns: ['**/*.{html,js,css,json,bin,wasm,svg,png,jpg,webp,webmanifest,txt,md}'],
      maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      // The engine for ONNX, 14 MB, is kept once a model has needed it.
      globIgnores: ['**/ort-wasm-*'],
      runtimeCaching: [
        {
          urlPattern: /\/ort-wasm-[^/]*\.(wasm|js)$/,
          handler: 'CacheFirst',
          options: { cacheName: 'onnx-engine', expiration: { maxEntries: 2 } },
        },
      ],
      cleanupOutdatedCaches: true,
      navigateFallback: '/index.html',
      // A document that is opened by its name is that document.
      navigateFallbackDenylist: [/\.\w+$/],
      sourcemap: false,
    },
  });

/** `npm run dev`, `npm run build`. The production server is tools/start.ts. */
export default defineConfig({
  plugins: [react(), publishModels(), notices.main, keptFiles()],
  define: { __VERSION__: JSON.stringify(buildVersion(manifest.version)) },
  worker: { format: 'es', plugins: () => [notices.worker] },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000, assetsInlineLimit: 0 },
  server: { headers: securityHeaders({ development: true }) },
  preview: { headers: securityHeaders({ development: false }) },
});
