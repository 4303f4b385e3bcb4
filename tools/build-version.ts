import { execFileSync } from 'node:child_process';

/** Asks git; null where there is none, as in a folder that was unpacked. */
export type Git = (...args: readonly string[]) => string | null;

const git: Git = (...args) => {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
};

/**
 * The version of package.json with the commit that was built, as semantic versioning writes a build:
 * `0.2.0+aeb9b0e`, and `0.2.0+aeb9b0e.changed` where files were changed since.
 */
export function buildVersion(version: string, ask: Git = git): string {
  const commit = ask('rev-parse', '--short=9', 'HEAD');
  if (!commit) return version;
  const changed = ask('status', '--porcelain', '--untracked-files=no') !== '';
  return `${version}+${commit}${changed ? '.changed' : ''}`;
}
