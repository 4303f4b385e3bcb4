import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { securityHeaders } from '../security-headers';
import { serverConfigs } from './header-configs';

/** The headers that a configuration sets, read by the grammar of its server: name to values in order. */
const READERS = {
  nginx: /^\s*add_header ([\w-]+) "([^"]*)" always;$/gm,
  Apache: /^\s*Header always set ([\w-]+) "([^"]*)"$/gm,
  Caddy: /^\s*(?:header \S+ )?([A-Z][\w-]+) "([^"]*)"$/gm,
} as const;

test.each(serverConfigs())('$server answers with the headers of the local server', ({ server, text }) => {
  const told = new Map<string, Set<string>>();
  for (const [, name = '', value = ''] of text.matchAll(READERS[server]))
    told.set(name, (told.get(name) ?? new Set()).add(value));
  const wanted = securityHeaders({ development: false });
  for (const [name, value] of Object.entries(wanted)) expect([...(told.get(name) ?? [])]).toEqual([value]);
  expect([...told.keys()].sort()).toEqual([...Object.keys(wanted), 'Cache-Control'].sort());
  expect(text).toContain('immutable');
});

test('in nginx every location has all headers, as one with its own inherits none', () => {
  const nginx = serverConfigs().find(({ server }) => server === 'nginx')?.text ?? '';
  const locations = nginx.split(/^location /m).slice(1);
  expect(locations).toHaveLength(2);
  for (const location of locations)
    for (const name of Object.keys(securityHeaders({ development: false })))
      expect(location).toContain(`add_header ${name} `);
});

test('docs/hosting.md shows these very configurations', () => {
  const document = readFileSync('docs/hosting.md', 'utf8');
  for (const { text } of serverConfigs()) expect(document).toContain(text);
});
