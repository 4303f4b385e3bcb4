import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, findBrowser } from '../tools/browser.ts';

/** Real lymph node patches (PatchCamelyon validation split, CC0), where they are at hand. */
export const REAL_DATA = join('..', 'shared', 'data', 'lymph');
export const hasRealData = existsSync(join(REAL_DATA, 'validation-tumour.tar'));

export const FRAME = { width: 1280, height: 720 };
export const PATCH_UM_PER_PX = 0.972;
const PATCH = 96;
const COLUMNS = 14;
const ROWS = 8;
const FRAMES_A_FIELD = 150;

export interface RecordedField {
  /** The half that is made of tumour patches; the other half is normal. */
  readonly tumour: 'left' | 'right';
  /** Mean RGB of an 8 x 4 grid of the picture, to tell which field is on screen. */
  readonly signature: number[];
}

export interface Recording {
  readonly file: string;
  readonly fields: readonly RecordedField[];
  readonly folder: string;
}

function patches(folder: string, label: 'tumour' | 'normal', count: number): string[] {
  execFileSync('tar', ['-xf', join(REAL_DATA, `validation-${label}.tar`), '-C', folder]);
  const root = join(folder, 'validation', label === 'tumour' ? '1' : '0');
  const names = readdirSync(root).sort();
  // Spread over the split, so that neighbours from one slide do not fill a field.
  const step = Math.max(1, Math.floor(names.length / count));
  return names
    .filter((_, i) => i % step === 0)
    .slice(0, count)
    .map((name) => `data:image/jpeg;base64,${readFileSync(join(root, name)).toString('base64')}`);
}

/**
 * Records a camera that looks at mosaics of real patches, half tumour and half normal, and moves over each
 * one: Motion JPEG for Chromium's fake camera (30 frames a second).
 */
export async function recordRealTissue(fieldCount: number): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-recording-'));
  const perHalf = (COLUMNS / 2) * ROWS;
  const tumour = patches(folder, 'tumour', fieldCount * perHalf);
  const normal = patches(folder, 'normal', fieldCount * perHalf);
  const file = join(folder, 'tissue.mjpeg');
  const out = openSync(file, 'w');
  const browser = await chromium.launch({
    executablePath: findBrowser()?.path ?? '',
    args: chromiumFlags({ graphics: 'none' }),
  });
  const fields: RecordedField[] = [];
  try {
    const page = await browser.newPage();
    for (let k = 0; k < fieldCount; k++) {
      const side = k % 2 === 0 ? 'left' : 'right';
      const slice = (all: string[]) => all.slice(k * perHalf, (k + 1) * perHalf);
      const signature = await page.evaluate(drawMosaic, {
        left: slice(side === 'left' ? tumour : normal),
        right: slice(side === 'left' ? normal : tumour),
        patch: PATCH,
        columns: COLUMNS,
        rows: ROWS,
        ...FRAME,
      });
      fields.push({ tumour: side, signature });
      for (let f = 0; f < FRAMES_A_FIELD; f += 10) {
        const frames = await page.evaluate(drawFrames, {
          first: f,
          count: 10,
          total: FRAMES_A_FIELD,
          ...FRAME,
        });
        for (const frame of frames) writeSync(out, Buffer.from(frame, 'base64'));
      }
    }
  } finally {
    closeSync(out);
    await browser.close();
  }
  return { file, fields, folder };
}

interface MosaicArguments {
  left: string[];
  right: string[];
  patch: number;
  columns: number;
  rows: number;
  width: number;
  height: number;
}

/** In the page: lays the patches out and gives the signature of the middle view. */
async function drawMosaic({
  left,
  right,
  patch,
  columns,
  rows,
  width,
  height,
}: MosaicArguments): Promise<number[]> {
  const canvas = document.createElement('canvas');
  canvas.id = 'mosaic';
  canvas.width = columns * patch;
  canvas.height = rows * patch;
  document.body.replaceChildren(canvas);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  const half = columns / 2;
  for (const [urls, offset] of [
    [left, 0],
    [right, half],
  ] as const)
    for (const [i, url] of urls.entries()) {
      const image = new Image();
      image.src = url;
      await image.decode();
      context.drawImage(image, (offset + (i % half)) * patch, Math.floor(i / half) * patch);
    }
  const small = document.createElement('canvas');
  small.width = 8;
  small.height = 4;
  const view = small.getContext('2d');
  if (!view) throw new Error('no 2d context');
  view.imageSmoothingQuality = 'high';
  view.drawImage(canvas, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height, 0, 0, 8, 4);
  return [...view.getImageData(0, 0, 8, 4).data].filter((_, i) => i % 4 !== 3);
}

/** In the page: camera frames on a slow ellipse over the mosaic, JPEG, base64. */
async function drawFrames(part: {
  first: number;
  count: number;
  total: number;
  width: number;
  height: number;
}): Promise<string[]> {
  const mosaic = document.getElementById('mosaic') as HTMLCanvasElement;
  const frame = new OffscreenCanvas(part.width, part.height);
  const context = frame.getContext('2d');
  if (!context) throw new Error('no 2d context');
  const slackX = mosaic.width - part.width;
  const slackY = mosaic.height - part.height;
  const frames: string[] = [];
  for (let f = part.first; f < part.first + part.count; f++) {
    const angle = (2 * Math.PI * f) / part.total;
    const x = (slackX / 2) * (1 + Math.sin(angle));
    const y = (slackY / 2) * (1 - Math.cos(angle));
    context.drawImage(mosaic, -x, -y);
    const blob = await frame.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000)
      text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    frames.push(btoa(text));
  }
  return frames;
}
