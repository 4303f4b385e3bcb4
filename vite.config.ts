import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };
import { publishModels } from './tools/publish-models.ts';
import { securityHeaders } from './tools/security-headers.ts';
import { thirdPartyNotices } from './tools/third-party-notices.ts';

const notices = thirdPartyNotices();

/** `npm run dev`, `npm run build`. The production server is tools/start.ts. */
export default defineConfig({
  plugins: [react(), publishModels(), notices.main],
  define: { __VERSION__: JSON.stringify(manifest.version) },
  worker: { format: 'es', plugins: () => [notices.worker] },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000, assetsInlineLimit: 0 },
  server: { headers: securityHeaders({ development: true }) },
  preview: { headers: securityHeaders({ development: false }) },
});
