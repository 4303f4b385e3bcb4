import { chromium, expect, type Page, test } from '@playwright/test';
import { encode } from 'fast-png';
import { physicalSizeChunk, withChunks } from '../src/export/png-chunks.ts';
import { findBrowser } from '../tools/browser.ts';
import {
  bareDemo,
  diagnostics,
  gpuDemo,
  litShare,
  microscope,
  moveBy,
  open,
  overlayShare,
  quietDemo,
  untilExamined,
} from './support';

/** The card or notice that an error is shown in. */
const notice = (page: Page, text: RegExp) => page.getByText(text).first();

async function drop(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType, buffer });
}

/** Displayed frames; 0 while the engine starts. */
const frames = (page: Page) =>
  diagnostics(page).then(
    ({ displayedFrames }) => displayedFrames,
    () => 0,
  );

const stillRuns = async (page: Page) => {
  const before = await frames(page);
  await expect.poll(() => frames(page), { timeout: 120_000 }).toBeGreaterThan(before);
};

test('bad files get a clear message, and the view goes on', async ({ page }) => {
  await open(page, bareDemo);
  await stillRuns(page);
  const mp4Head = Buffer.from('000000206674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex');
  const files = [
    ['notes.png', 'image/png', Buffer.from('these are only words, not a picture\n')],
    ['cut.mp4', 'video/mp4', Buffer.concat([mp4Head, Buffer.alloc(500)])],
    // Refused by its header: its px would not fit into memory.
    ['huge.png', 'image/png', pngHeader(20_000, 20_000), /20[, ]?000/],
    ['nothing.png', 'image/png', pngHeader(0, 0)],
    ['empty.tif', 'image/tiff', Buffer.alloc(0)],
  ] as const;
  for (const [name, type, content, more] of files)
    await test.step(name, async () => {
      await drop(page, name, type, content);
      await expect(notice(page, new RegExp(name.replace('.', '\\.')))).toBeVisible();
      if (more) await expect(notice(page, more)).toBeVisible();
      await stillRuns(page);
    });
});

test('a good still image is laid on the stage and can be panned', async ({ page }) => {
  await open(page, bareDemo);
  const width = 1600;
  const height = 1000;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const dot = (x % 20) ** 2 + (y % 20) ** 2 < 60;
      data[at] = dot ? 110 : 225;
      data[at + 1] = dot ? 70 : 160;
      data[at + 2] = dot ? 150 : 200;
    }
  const png = withChunks(encode({ width, height, data, channels: 3 }), [physicalSizeChunk(0.25)]);
  await drop(page, 'field.png', 'image/png', Buffer.from(png));
  // What the file says of its scale is shown with where it is from, and waits for the user.
  await expect(page.getByRole('dialog')).toContainText('its physical pixel size');
  const scale = page.getByRole('dialog').getByRole('textbox');
  await expect(scale).toHaveValue('0.25');
  await scale.fill('-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await scale.fill('0.5');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => window.reticle?.simulator?.extentUm.width)).toBe(800);
  await expect.poll(() => litShare(page)).toBeGreaterThan(0.5);
  const before = (await microscope(page)).stage;
  await moveBy(page, 50, 0);
  const after = (await microscope(page)).stage;
  expect(after.x).not.toBe(before.x);
});

test('a denied camera is explained, with a way on', async ({ page, context }) => {
  await context.clearPermissions();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await open(page, '/?source=camera&objective=10');
  await expect(notice(page, /camera/i)).toBeVisible();
  await page.getByRole('button', { name: /demo/i }).first().click();
  await expect.poll(() => litShare(page), { timeout: 120_000 }).toBeGreaterThan(0.5);
});

test('a camera that is unplugged is opened again without a reload', async ({ page }) => {
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { tracks });
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async () => {
      // A small picture will do, and leaves the processor to the test.
      const stream = await original({ video: { width: 640, height: 480 } });
      tracks.push(...stream.getVideoTracks());
      return stream;
    };
  });
  const opened = () =>
    page.evaluate(() => (window as unknown as { tracks: MediaStreamTrack[] }).tracks.length);
  await open(page, '/?source=camera&objective=10&umPerPx=1');
  await stillRuns(page);
  const before = await opened();
  // A pulled plug ends the track and fires 'ended'; stop() alone would not fire it.
  await page.evaluate(() => {
    const { tracks } = window as unknown as { tracks: MediaStreamTrack[] };
    const track = tracks.at(-1);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  await expect.poll(opened).toBeGreaterThan(before);
  await stillRuns(page);
  expect((await diagnostics(page)).errors.map(({ code }) => code)).toContain('camera-ended');
});

/** A camera whose pictures come from a canvas, and stop when the test says so. */
const stoppableCamera = () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  const camera = { stopped: false, canvas, track: null as MediaStreamTrack | null };
  Object.assign(window, { camera });
  let frame = 0;
  setInterval(() => {
    if (camera.stopped || !context) return;
    context.fillStyle = `rgb(240 ${220 + (frame++ % 8)} 240)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  navigator.mediaDevices.getUserMedia = async () => {
    const stream = canvas.captureStream();
    camera.track = stream.getVideoTracks()[0] ?? null;
    return stream;
  };
};

const stopCamera = (page: Page, stopped: boolean) =>
  page.evaluate((stop) => {
    (window as unknown as { camera: { stopped: boolean } }).camera.stopped = stop;
  }, stopped);

test('a camera without new pictures is told of and dimmed, and recovers by itself', async ({ page }) => {
  await page.addInitScript(stoppableCamera);
  await open(page, '/?source=camera&objective=10&umPerPx=1&model=lymph-node-metastasis');
  await stillRuns(page);
  const status = page.getByTestId('status');
  const old = page.getByTestId('old-picture');
  await expect(old).toBeHidden();
  await stopCamera(page, true);
  await expect(status).toContainText(/No new picture since \d\d:\d\d:\d\d/);
  await expect(old).toBeVisible();
  await expect(status.getByRole('button', { name: 'Open it again' })).toBeVisible();
  await page.evaluate(() =>
    (window as unknown as { camera: { track: MediaStreamTrack } }).camera.track.dispatchEvent(
      new Event('mute'),
    ),
  );
  await expect(status).toContainText(/Another program may hold the camera/);
  await stopCamera(page, false);
  await expect(old).toBeHidden();
  await expect(status).not.toHaveAttribute('data-code', 'stale');
  await stillRuns(page);
  expect((await diagnostics(page)).umPerPx).toBe(1);
  // Frames of another size are of other optics: the scale is to be told anew.
  await page.evaluate(() => {
    const { canvas } = (window as unknown as { camera: { canvas: HTMLCanvasElement } }).camera;
    Object.assign(canvas, { width: 320, height: 240 });
  });
  await expect(status).toHaveAttribute('data-code', 'not-calibrated');
  expect((await diagnostics(page)).umPerPx).toBeNull();
});

const workerOf = (page: Page, file: RegExp) => {
  const worker = page.workers().find((each) => file.test(each.url()));
  if (!worker) throw new Error(`no worker of ${file}: ${page.workers().map((each) => each.url())}`);
  return worker;
};
const ENGINE = /\/assets\/worker-/;

test('workers that end or hang without a word are named, and come back', async ({ page }) => {
  await open(page, bareDemo);
  await stillRuns(page);
  const status = page.getByTestId('status');
  const old = page.getByTestId('old-picture');
  // The microscope's worker ends itself, which raises no event.
  await workerOf(page, /simulated-worker/)
    .evaluate(() => self.close())
    .catch(() => {});
  await expect(notice(page, /The simulated microscope stopped/)).toBeVisible();
  await page.waitForFunction(() => window.reticle?.simulator);
  await stillRuns(page);
  // The engine is blocked for a while.
  const blocked = workerOf(page, ENGINE).evaluate(() => {
    for (const until = Date.now() + 8_000; Date.now() < until; );
  });
  await expect(status).toContainText(/No answer from the image engine since \d\d:\d\d:\d\d/);
  await expect(old).toBeVisible();
  await blocked;
  await expect(old).toBeHidden();
  await stillRuns(page);
  // It ends itself.
  await workerOf(page, ENGINE)
    .evaluate(() => self.close())
    .catch(() => {});
  await expect(status).toHaveAttribute('data-code', 'stopped');
  await page
    .getByRole('alert')
    .getByRole('button', { name: /restart/i })
    .click();
  await stillRuns(page);
});

test('without WebGPU the view goes on by Canvas 2D and says so', async ({ baseURL }) => {
  // A browser as it starts on a machine without a graphics processor, none of the test flags.
  const browser = await chromium.launch({
    executablePath: findBrowser()?.path ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await open(page, `${baseURL?.replace(/\/$/, '')}${quietDemo}`);
    await expect(notice(page, /WebGPU/)).toBeVisible();
    await untilExamined(page);
    expect(await litShare(page)).toBeGreaterThan(0.5);
    const report = await diagnostics(page);
    expect(report.drawing).toBe('canvas-2d');
    expect(report.backend?.name).toBe('wasm');
    expect(report.errors.map(({ code }) => code)).toEqual(['webgpu-missing']);
  } finally {
    await browser.close();
  }
});

/** The slide map around its origin, a px a cell. */
const map = (page: Page) =>
  page.evaluate(async () => {
    const layer = { modelId: 'lymph-node-metastasis', classId: 'metastasis' };
    const size = { width: 64, height: 64, umPerPx: 15.552 };
    const answer = await window.reticle?.map({ island: 0, origin: { x: -500, y: -500 }, ...size, layer });
    return answer && { state: answer.state, picture: [...(answer.picture?.probability ?? [])] };
  });

/** Probabilities of a map picture that are known, by px. */
const positions = (picture: readonly number[] = []) =>
  new Map([...picture.entries()].filter(([, value]) => value >= 0));

type KnownMap = Awaited<ReturnType<typeof map>>;

/** The place is found again, and what was known of it is known: under the name that it had. */
async function expectKept(page: Page, before: KnownMap): Promise<void> {
  await expect
    .poll(async () => (await map(page))?.state.islands, { timeout: 150_000 })
    .toEqual(before?.state.islands);
  const after = await map(page);
  expect(after?.state.extent).toEqual(before?.state.extent);
  const [known, kept] = [positions(before?.picture), positions(after?.picture)];
  expect(known.size).toBeGreaterThan(100);
  for (const [at, value] of known) expect(kept.get(at)).toBe(value);
}

test('a lost graphics device comes back by itself, with its overlay and the slide map', {
  tag: '@webgpu',
}, async ({ page }) => {
  await open(page, `${gpuDemo}&faults=on`);
  await untilExamined(page);
  const before = await map(page);
  const overlay = await overlayShare(page);
  expect(overlay).toBeGreaterThan(0.01);
  await page.evaluate(() => window.reticle?.loseDevice?.());
  await expect
    .poll(async () => (await diagnostics(page)).errors.map(({ code }) => code), { timeout: 120_000 })
    .toContain('webgpu-lost');
  await stillRuns(page);
  await expect
    .poll(() => page.evaluate(() => window.reticle?.engine.status), { timeout: 150_000 })
    .toMatchObject({ code: 'examined' });
  await expectKept(page, before);
  await expect.poll(() => overlayShare(page)).toBeGreaterThan(overlay / 2);
});

test('a graphics device lost again and again is given up; the slide map stays', { tag: '@webgpu' }, async ({
  page,
}) => {
  await open(page, `${gpuDemo}&faults=on`);
  await untilExamined(page);
  const before = await map(page);
  const overlay = await overlayShare(page);
  expect(overlay).toBeGreaterThan(0.01);
  expect(await page.evaluate(() => window.reticle?.engine.drawing)).toBe('webgpu');
  // A device that is lost already is not lost again: each that is opened is, as soon as it is there.
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          await window.reticle?.loseDevice?.();
          return window.reticle?.engine.drawing;
        }),
      { timeout: 150_000, intervals: [500] },
    )
    .toBe('canvas-2d');
  await expect(notice(page, /lost again and again/)).toBeVisible();
  await stillRuns(page);
  await expect
    .poll(() => page.evaluate(() => window.reticle?.engine.status), { timeout: 150_000 })
    .toMatchObject({ code: 'examined' });
  await expectKept(page, before);
  await expect.poll(() => overlayShare(page)).toBeGreaterThan(overlay / 2);
});

test('corrupt remembered settings are dropped with a notice', async ({ page }) => {
  // Before the page starts: what it writes itself when it is left would mend them.
  await page.addInitScript(() =>
    localStorage.setItem('reticle.preferences', '{"opacity": "<script>alert(1)</script>'),
  );
  await open(page, bareDemo);
  await expect(notice(page, /Some remembered settings could not be read .*: all\./)).toBeVisible();
  await stillRuns(page);
});

test('wrong deep links fall back with a notice that names the value', async ({ page }) => {
  await open(page, '/?source=simulated&slide=liver&objective=-3');
  await expect(notice(page, /liver/)).toBeVisible();
  await expect.poll(() => litShare(page), { timeout: 120_000 }).toBeGreaterThan(0.5);
});

/** A PNG with only a signature and IHDR: enough for a decoder to believe in its size. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13, 0);
  chunk.write('IHDR', 4, 'latin1');
  chunk.writeUInt32BE(width, 8);
  chunk.writeUInt32BE(height, 12);
  chunk.set([8, 2, 0, 0, 0], 16);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk]);
}
