import { expect, test } from 'vitest';
import { buildVersion, type Git } from './build-version';

const saying =
  (commit: string | null, status: string | null): Git =>
  (command) =>
    command === 'rev-parse' ? commit : status;

test('a build tells its commit, and whether files were changed since', () => {
  expect(buildVersion('0.2.0', saying('aeb9b0e12', ''))).toBe('0.2.0+aeb9b0e12');
  expect(buildVersion('0.2.0', saying('aeb9b0e12', ' M src/main.tsx'))).toBe('0.2.0+aeb9b0e12.changed');
});

test('without git the version stands alone; where git cannot tell, files count as changed', () => {
  expect(buildVersion('0.2.0', saying(null, null))).toBe('0.2.0');
  expect(buildVersion('0.2.0', saying('aeb9b0e12', null))).toBe('0.2.0+aeb9b0e12.changed');
});
