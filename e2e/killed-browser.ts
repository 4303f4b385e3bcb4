import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, test } from '@playwright/test';
import { chromiumFlags, findBrowser } from '../tools/browser';

/** A browser on a profile that outlives it. */
export function launch(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: findBrowser()?.path ?? '',
    args: chromiumFlags({ graphics: 'none' }),
    viewport: { width: 1280, height: 720 },
    baseURL: test.info().project.use.baseURL ?? '',
  });
}

export async function withProfile(work: (profile: string) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'reticle-profile-'));
  try {
    await work(profile);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The whole browser dies at once, as in a power cut of the process: no handler runs. */
export async function kill(context: BrowserContext, profile: string): Promise<void> {
  const closed = new Promise((resolve) => context.once('close', resolve));
  const before = processes();
  const browser = before.find(({ line }) => line.includes(`--user-data-dir=${profile}`) && isRoot(line));
  if (!browser) throw new Error('the browser was not found by its profile');
  const family = [browser];
  for (const member of family) family.push(...before.filter(({ parent }) => parent === member.pid));
  process.kill(browser.pid, 'SIGKILL');
  await closed;
  // Its children notice a moment later, and hold files of the profile open until then.
  const born = new Set(family.map(({ pid, start }) => `${pid} ${start}`));
  const left = () => processes().filter(({ pid, start }) => born.has(`${pid} ${start}`)).length;
  await expect.poll(left, { timeout: 120_000, intervals: [20] }).toBe(0);
}

const isRoot = (line: string) => !line.includes('--type=');

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Told apart from another that gets the same number later. */
  readonly start: string;
  readonly line: string;
}

/** As /proc tells (proc(5)); those that have ended and only wait to be reaped are left out. */
function processes(): RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in brackets may hold anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, parent, start] = [fields[0], Number(fields[1]), fields[19] ?? ''];
      if (state === 'Z' || state === 'X') return [];
      return [{ pid: Number(name), parent, start, line: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
}
