import { expect, type JSHandle, type Page } from '@playwright/test';
import type {} from '../src/app/window-api';
import type { Diagnostics } from '../src/domain/diagnostics';
import type { SimulatorState } from '../src/source/simulated/simulator';

/** Probabilities over the field, as `window.reticle.field()` gives them, with plain numbers. */
export interface Field {
  columns: number;
  rows: number;
  cellUm: number;
  originPx: { x: number; y: number };
  cellPx: number;
  values: number[];
  frameSequence: number;
}

/** Frame size of the demonstration in the tests, px: a quarter of the usual work for a frame. */
export const FRAME = { width: 640, height: 360 };

/**
 * The simulated microscope at rest. Six small frames a second: at its full rate and size it would take a whole core
 * from the test.
 */
export const microscopeWith = (slide: string, more = '') =>
  `/?source=simulated&slide=${slide}&seed=7&objective=10&tour=off&frameRate=6&frameSize=${FRAME.width}x${FRAME.height}${more}`;

const demo = microscopeWith('lymph-node');

export const quietDemo = `${demo}&model=lymph-node-metastasis`;

/** The tags of a test that runs with both ways of drawing. */
export const TAG: Readonly<Record<'Canvas 2D' | 'WebGPU', string[]>> = {
  'Canvas 2D': [],
  WebGPU: ['@webgpu'],
};

/** Without a model: for what does not depend on inference. */
export const bareDemo = `${demo}&model=none`;

/**
 * The same drawn by WebGPU, which Reticle leaves aside where only software imitates a graphics processor. A test that
 * opens it has the tag `@webgpu`, as other tests run in a browser without (playwright.config.ts).
 */
export const gpuDemo = `${quietDemo}&drawing=webgpu`;

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => window.reticle?.engine.phase === 'running');
  // The stage is there once the source is open.
  if (address.includes('source=simulated') || address === '/')
    await page.waitForFunction(() => window.reticle?.simulator);
}

export function diagnostics(page: Page): Promise<Diagnostics> {
  return page.evaluate(() => {
    if (!window.reticle) throw new Error('the page has not started');
    return window.reticle.diagnostics();
  });
}

export function readField(page: Page, modelId?: string): Promise<Field | null> {
  return page.evaluate(async (id) => {
    const field = await window.reticle?.field(id);
    return field ? { ...field, values: [...field.values] } : null;
  }, modelId);
}

export function microscope(page: Page): Promise<SimulatorState> {
  return page.evaluate(() => {
    const simulator = window.reticle?.simulator;
    if (!simulator) throw new Error('the source has no stage');
    return simulator.state();
  });
}

export async function moveTo(page: Page, point: { x: number; y: number }): Promise<void> {
  await page.evaluate(({ x, y }) => window.reticle?.simulator?.moveTo(x, y), point);
}

export async function moveBy(page: Page, dx: number, dy: number): Promise<void> {
  await page.evaluate(({ x, y }) => window.reticle?.simulator?.moveBy(x, y), { x: dx, y: dy });
}

/** True tumour mask of the current field, one value a px. */
export async function fieldTruth(page: Page): Promise<Uint8Array> {
  return bytesOf(
    await page.evaluateHandle(
      async () => new Blob([(await window.reticle?.simulator?.truth())?.mask.slice() ?? '']),
    ),
  );
}

/** The bytes of a blob in the page, by one text: as a list of numbers a million of them would take many seconds. */
export async function bytesOf(blob: JSHandle<Blob>): Promise<Uint8Array> {
  const address = await blob.evaluate(
    (content) =>
      new Promise<string>((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(content);
      }),
  );
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

/** Until so many more frames are on screen: time as the page knows it, however slow the machine. */
export async function untilFrames(page: Page, count: number): Promise<void> {
  const before = (await diagnostics(page)).displayedFrames;
  await expect
    .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000, intervals: [100] })
    .toBeGreaterThanOrEqual(before + count);
}

/** Waits until nothing of the field waits for inference and something was inferred. */
export async function untilExamined(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const report = await diagnostics(page).catch(() => null);
        return report !== null && report.tiles.inferred > 0 && report.tiles.pending === 0;
      },
      { timeout: 150_000, intervals: [250] },
    )
    .toBe(true);
}

/** Area under the ROC curve by ranks (Mann-Whitney), ties count half. */
export function auc(positive: readonly number[], negative: readonly number[]): number {
  let wins = 0;
  for (const p of positive) for (const n of negative) wins += p > n ? 1 : p === n ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of px of the live view that differ from near-black, 0..1. */
export async function litShare(page: Page): Promise<number> {
  const { data, channels } = await pictureOnScreen(page);
  let lit = 0;
  for (let i = 0; i < data.length; i += channels)
    if ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0) > 90) lit++;
  return lit / (data.length / channels);
}

async function pictureOnScreen(page: Page) {
  const { decode } = await import('fast-png');
  return decode(await page.getByTestId('live-view').screenshot());
}

/**
 * Share of px of the live view that the overlay changes clearly, 0..1, told from the same field while the key that
 * hides the overlay is held. The stage must be at rest; noise of the camera is far below what counts.
 */
export async function overlayShare(page: Page): Promise<number> {
  const shown = await pictureOnScreen(page);
  await page.keyboard.down('b');
  const freeze = page.getByRole('button', { name: 'Freeze' });
  if ((await freeze.getAttribute('aria-pressed')) !== 'true') await untilFrames(page, 3);
  else {
    // No frame follows on a frozen field: the engine has heard of the key, and has drawn since.
    await diagnostics(page);
    await page.evaluate(
      () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
    );
  }
  const bare = await pictureOnScreen(page);
  await page.keyboard.up('b');
  let changed = 0;
  for (let i = 0; i < shown.data.length; i += shown.channels) {
    const by = (channel: number) => Math.abs((shown.data[i + channel] ?? 0) - (bare.data[i + channel] ?? 0));
    if (by(0) + by(1) + by(2) > 60) changed++;
  }
  return changed / (shown.data.length / shown.channels);
}
