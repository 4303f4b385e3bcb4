import { encode } from 'fast-png';
import { afterEach, expect, test } from 'vitest';
import { ReticleError } from '../domain/errors';
import type { FrameSource } from '../domain/frame';
import { openFile } from './open-file';
import { FramePuller } from './pull';
import type { StageSource } from './simulated/simulated-microscope';
import { decodeImage } from './still-image/decode-image';

const opened: FrameSource[] = [];
afterEach(() => {
  for (const source of opened.splice(0)) source.close();
});
const open = async (file: File, umPerPx?: number) => {
  const source = await openFile(file, umPerPx);
  opened.push(source);
  return source;
};
const refusal = async (file: File): Promise<ReticleError> => {
  const error = await open(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof ReticleError)) throw new Error(`no ReticleError but ${String(error)}`);
  expect(error.message).toContain(file.name);
  expect(error.remedy.length).toBeGreaterThan(10);
  return error;
};

/** Left half red-brown, right half blue, with a pHYs chunk where a scale is given. */
function picture(width: number, height: number, umPerPx?: number): File {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set(i % width < width / 2 ? [180, 60, 90] : [70, 80, 200], 3 * i);
  const perMetre = umPerPx ? Math.round(1e6 / umPerPx) : 0;
  const png = encode({
    width,
    height,
    data,
    channels: 3,
    depth: 8,
  });
  return new File([withScale(png, perMetre)], 'field.png', { type: 'image/png' });
}

/** Puts a pHYs chunk behind the header; its checksum is not looked at by decoders' scale readers. */
function withScale(png: Uint8Array, perMetre: number): Uint8Array<ArrayBuffer> {
  if (perMetre === 0) return new Uint8Array(png);
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(
    [...'pHYs'].map((letter) => letter.charCodeAt(0)),
    4,
  );
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, 33));
  out.set(chunk, 33);
  out.set(png.subarray(33), 33 + chunk.length);
  return out;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const pixel = (image: { rgba: Uint8ClampedArray; width: number }, x: number, y: number) => [
  ...image.rgba.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 3),
];

test('a still image lies on the stage at the scale its file names, and moves and zooms', async () => {
  const source = (await open(picture(2000, 1000, 0.5))) as StageSource;
  expect(source).toMatchObject({ kind: 'image', label: 'field.png', size: { width: 1280, height: 720 } });
  expect(source.still).toMatchObject({ size: { width: 2000, height: 1000 }, umPerPx: 0.5, scaleKnown: true });
  expect(source.simulator.extentUm).toEqual({ width: 1000, height: 500 });
  source.simulator.set({ noise: 0 });
  const puller = new FramePuller(source.port);
  const first = await puller.pixels();
  expect(first.frame.truth).toMatchObject({ centre: { x: 500, y: 250 }, umPerPx: 0.5, objective: 20 });
  expect(pixel(first, 639, 360)).toEqual([180, 60, 90]);
  expect(pixel(first, 640, 360)).toEqual([70, 80, 200]);

  source.simulator.moveBy(50, 0);
  const moved = await puller.pixels();
  expect(moved.frame.truth?.centre).toEqual({ x: 550, y: 250 });
  expect(pixel(moved, 539, 360)).toEqual([180, 60, 90]);
  expect(pixel(moved, 540, 360)).toEqual([70, 80, 200]);

  source.simulator.set({ stage: { x: 500, y: 250 }, objective: 4 });
  const small = await puller.pixels();
  expect(small.frame.truth?.umPerPx).toBe(2.5);
  // 1000 um at 2.5 um/px are 400 px in the middle of blank glass.
  expect(pixel(small, 400, 360)).toEqual([243, 241, 243]);
  expect(pixel(small, 460, 360)).toEqual([180, 60, 90]);
  expect(pixel(small, 820, 360)).toEqual([70, 80, 200]);
});

test('without a scale the frames tell none; with the user’s they do', async () => {
  const unknown = (await open(picture(600, 400))) as StageSource;
  expect(unknown.still).toMatchObject({ suggestedUmPerPx: null, scaleKnown: false });
  expect((await new FramePuller(unknown.port).pixels()).frame.optics).toBeUndefined();
  const told = (await open(picture(600, 400), 0.25)) as StageSource;
  expect(told.still).toMatchObject({ umPerPx: 0.25, scaleKnown: true });
  expect((await new FramePuller(told.port).pixels()).frame.optics?.umPerPx).toBe(0.25);
  await expect(told.simulator.truth({ x: 0, y: 0 }, 1, 8, 8)).resolves.toMatchObject({
    mask: new Uint8Array(0),
  });
});

test('a PNG of 12 bits in words of 16 is as bright as it was meant, and it is told', async () => {
  const data = Uint16Array.from({ length: 3 * 64 * 64 }, (_, i) => [3840, 3808, 3856][i % 3] ?? 0);
  const file = new File(
    [new Uint8Array(encode({ width: 64, height: 64, data, channels: 3, depth: 16 }))],
    'deep.png',
  );
  const { pixels, notes } = await decodeImage(file, 'png');
  expect(notes).toEqual([{ kind: 'range', white: 4095, told: false }]);
  const [p = 0] = pixels;
  expect([p & 255, (p >>> 8) & 255, (p >>> 16) & 255]).toEqual([239, 237, 240]);
});

test('a JPEG is decoded by the browser', async () => {
  const canvas = new OffscreenCanvas(640, 480);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = 'rgb(150 60 140)';
  context.fillRect(0, 0, 640, 480);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  const source = (await open(new File([blob], 'field.jpg'))) as StageSource;
  source.simulator.set({ noise: 0 });
  const [red = 0, green = 0, blue = 0] = pixel(await new FramePuller(source.port).pixels(), 640, 360);
  expect(Math.abs(red - 150) + Math.abs(green - 60) + Math.abs(blue - 140)).toBeLessThan(10);
});

test('hostile and damaged files are refused by name', async () => {
  expect((await refusal(new File(['Sehr geehrte Damen und Herren'], 'letter.png'))).code).toBe(
    'file-unsupported',
  );
  expect((await refusal(new File([], 'nothing.png'))).code).toBe('file-empty');
  const whole = new Uint8Array(await picture(600, 400).arrayBuffer());
  expect((await refusal(new File([whole.subarray(0, whole.length / 2)], 'half.png'))).code).toBe(
    'file-corrupt',
  );
  expect((await refusal(new File([whole.subarray(0, 20)], 'start.png'))).code).toBe('file-corrupt');
  expect((await refusal(new File([sized(whole, 0, 0)], 'zero.png'))).code).toBe('file-empty');
  const huge = await refusal(new File([sized(whole, 20_000, 20_000)], 'huge.png'));
  expect(huge.code).toBe('file-too-large');
  expect(huge.message).toContain('20,000 x 20,000 px');
  expect(huge.message).toContain('16,384 px a side and 268 megapixels');
  expect(
    (await refusal(new File([new Uint8Array([0x49, 0x49, 0x2a, 0, 255, 255, 255, 127])], 'cut.tif'))).code,
  ).toBe('file-corrupt');
});

/** The same PNG, lying about its size. */
function sized(png: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(png);
  const view = new DataView(out.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(out.subarray(12, 29)));
  return out;
}
