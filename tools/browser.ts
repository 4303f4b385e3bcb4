import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

export interface Browser {
  readonly path: string;
  readonly origin: string;
}

const env = process.env;

/** Where Chrome, Chromium and Edge are installed by their own installers. */
function installedCandidates(): string[] {
  switch (platform()) {
    case 'win32':
      return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((root) =>
        root
          ? [
              join(root, 'Google/Chrome/Application/chrome.exe'),
              join(root, 'Chromium/Application/chrome.exe'),
              join(root, 'Microsoft/Edge/Application/msedge.exe'),
            ]
          : [],
      );
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ];
    default:
      return [
        'google-chrome',
        'google-chrome-stable',
        'chromium',
        'chromium-browser',
        'microsoft-edge',
      ].flatMap((name) => (env.PATH ?? '').split(':').map((folder) => join(folder, name)));
  }
}

/** An installed browser: RETICLE_BROWSER, else Chrome or Chromium, else Playwright's own; null if none. */
export function findBrowser(): Browser | null {
  const named = env.RETICLE_BROWSER;
  if (named) {
    if (!existsSync(named)) throw new Error(`RETICLE_BROWSER names ${named}, which does not exist.`);
    return { path: named, origin: 'RETICLE_BROWSER' };
  }
  const installed = installedCandidates().find((path) => existsSync(path));
  if (installed) return { path: installed, origin: 'installed' };
  const own = chromium.executablePath();
  return own && existsSync(own) ? { path: own, origin: "Playwright's own" } : null;
}

/** As {@link findBrowser}, and installs one where it can: Playwright's own, else Debian's package as root. */
export function findOrInstallBrowser(): Browser {
  const found = findBrowser();
  if (found) return found;
  const tried: string[] = [];
  const run = (what: string, command: string, args: string[]): Browser | null => {
    console.log(`No Chrome or Chromium found: installing ${what} ...`);
    try {
      execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 });
    } catch (error) {
      tried.push(`${what}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
      return null;
    }
    return findBrowser();
  };
  const root = platform() === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  // On a bare Debian the package brings the libraries that Playwright's build lacks there.
  const browser =
    (root
      ? run("Debian's chromium", 'sh', [
          '-c',
          'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium',
        ])
      : null) ??
    run("Playwright's Chromium", process.execPath, [
      join('node_modules', 'playwright', 'cli.js'),
      'install',
      'chromium',
    ]);
  if (browser) return browser;
  throw new Error(
    `The tests need Chrome or Chromium, and none could be found or installed.\n${tried.join('\n')}\nInstall Google Chrome or Chromium, or set RETICLE_BROWSER to its program file.`,
  );
}

/**
 * Parts of the browser that no test needs. Its own pages behind the address bar cost more than an empty page of ours,
 * once for each test; the rest is what Playwright switches off, which this list replaces.
 */
const UNUSED_FEATURES = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'PreloadTopChromeWebUI',
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
];

/** What of a machine without a graphics processor a browser shows: WebGPU by software, or none, which costs far less. */
export type Graphics = 'webgpu' | 'none';

const GRAPHICS: Readonly<Record<Graphics, readonly string[]>> = {
  webgpu: [
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--enable-features=Vulkan',
    '--use-vulkan=swiftshader',
    '--use-angle=swiftshader',
  ],
  none: ['--disable-gpu'],
};
const HARDWARE = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** Flags that give a fake camera, and graphics on a machine that has none (docs/adr/0002). */
export function chromiumFlags(options: { fakeCameraFile?: string; graphics?: Graphics } = {}): string[] {
  const graphics = options.graphics ?? 'webgpu';
  return [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-features=${UNUSED_FEATURES.join(',')}`,
    ...(graphics === 'webgpu' && env.RETICLE_TEST_GPU === 'hardware' ? HARDWARE : GRAPHICS[graphics]),
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    ...(options.fakeCameraFile ? [`--use-file-for-fake-video-capture=${options.fakeCameraFile}`] : []),
  ];
}
