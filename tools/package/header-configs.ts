import { securityHeaders } from '../security-headers.ts';

/** A web server that can serve the packaged program, and what it has to be told. */
export interface ServerConfig {
  readonly server: 'nginx' | 'Apache' | 'Caddy';
  readonly file: string;
  readonly text: string;
}

/** Files that carry their hash in the name never change; all others are asked for anew. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
const ROOT = '/srv/reticle/app';

/**
 * The response headers of the local server, in the words of the usual web servers. Without them the page works, but the
 * browser does not refuse requests to elsewhere, and WebAssembly runs on one thread.
 */
export function serverConfigs(): readonly ServerConfig[] {
  const headers = Object.entries(securityHeaders({ development: false }));
  const lines = (indent: string, line: (name: string, value: string) => string) =>
    headers.map(([name, value]) => `${indent}${line(name, value)}`).join('\n');
  return [
    {
      server: 'nginx',
      file: 'nginx.conf',
      text: `# A location that adds a header of its own inherits none, so that the headers stand in both.
location / {
  root ${ROOT};
  types {
    text/html html; text/css css; text/javascript js; application/json json; application/wasm wasm;
    application/manifest+json webmanifest; image/svg+xml svg; image/png png; text/plain txt md;
  }
  default_type application/octet-stream;
${lines('  ', (name, value) => `add_header ${name} "${value}" always;`)}
  add_header Cache-Control "${ASK_AGAIN}" always;
}
location /assets/ {
  root ${ROOT};
  types { text/css css; text/javascript js; application/wasm wasm; image/png png; image/jpeg jpg; }
  default_type application/octet-stream;
${lines('  ', (name, value) => `add_header ${name} "${value}" always;`)}
  add_header Cache-Control "${FOR_EVER}" always;
}
`,
    },
    {
      server: 'Apache',
      file: 'apache.conf',
      text: `# Needs mod_headers and mod_mime.
DocumentRoot "${ROOT}"
AddType application/wasm .wasm
AddType application/manifest+json .webmanifest
AddType text/javascript .js
<Directory "${ROOT}">
  Require all granted
  Options -Indexes
${lines('  ', (name, value) => `Header always set ${name} "${value}"`)}
  Header always set Cache-Control "${ASK_AGAIN}"
</Directory>
<Directory "${ROOT}/assets">
  Header always set Cache-Control "${FOR_EVER}"
</Directory>
`,
    },
    {
      server: 'Caddy',
      file: 'Caddyfile',
      text: `reticle.example.org {
  root * ${ROOT}
  file_server
  header {
${lines('    ', (name, value) => `${name} "${value}"`)}
  }
  @assets path /assets/*
  header @assets Cache-Control "${FOR_EVER}"
  @others not path /assets/*
  header @others Cache-Control "${ASK_AGAIN}"
}
`,
    },
  ];
}
